use super::*;
use crate::scratch::Scratch;

fn nothing(_: &str) -> Option<String> {
    None
}

/// What checking a sound site says after it has been spoilt.
fn checked(spoil: impl FnOnce(&Scratch)) -> String {
    let site = Scratch::new();
    spoil(&site);
    let said = match run(site.root(), &nothing) {
        Ok(summary) => summary,
        Err(failure) => failure.to_string(),
    };
    site.stable(&said)
}

#[test]
fn a_sound_site_is_summed_up() {
    insta::assert_snapshot!(checked(|_| {}));
}

#[test]
fn routing_and_pages_may_be_left_out() {
    assert!(
        checked(|site| {
            site.remove("routing.toml");
            site.remove("pages/whitepaper.toml");
        })
        .contains("0 pages, 0 sinks")
    );
}

#[test]
fn a_misspelt_signal_is_found_where_it_stands() {
    insta::assert_snapshot!(checked(|site| {
        site.spoil("scoring.toml", "signal = \"pricing-view\"", "signal = \"pricing-veiw\"");
    }));
}

#[test]
fn misspelt_keys_don_t_hide_each_other_or_what_follows() {
    insta::assert_snapshot!(checked(|site| {
        site.spoil("scoring.toml", "points = 20", "pionts = 20");
        site.spoil("scoring.toml", "{ view = \"/pricing\" }", "{ veiw = \"pricing\" }");
        site.spoil("scoring.toml", "[grades]", "[graeds]");
        site.spoil("scoring.toml", "signal = \"webinar\"", "signal = \"webniar\"\nfrobnicate = true");
    }));
}

#[test]
fn a_word_that_is_none_of_the_words_names_the_nearest() {
    insta::assert_snapshot!(checked(|site| {
        site.spoil("scoring.toml", "category = \"fit\"", "category = \"fitt\"");
        site.spoil("scoring.toml", "repeat = \"each\"", "repeat = \"hourly\"");
        site.spoil("forms/whitepaper.toml", "type = \"email\"", "type = \"emial\"");
    }));
}

#[test]
fn values_of_the_wrong_kind_are_all_found() {
    insta::assert_snapshot!(checked(|site| {
        site.spoil("site.toml", "shards = 4", "shards = 300");
        site.spoil("site.toml", "name = \"Northwind Gauges\"", "name = 3");
        site.spoil("site.toml", "competitors = [\"rival.example\"]", "competitors = \"rival.example\"");
        site.spoil("scoring.toml", "mql = 65", "mql = \"65\"");
        site.spoil("scoring.toml", "is_in = [\"51-200\"", "is_in = [51");
        site.spoil("forms/whitepaper.toml", "required = true", "required = \"yes\"");
        site.spoil("forms/whitepaper.toml", "max_length = 60", "max_length = 60.5");
        site.spoil("forms/whitepaper.toml", "type = \"text\"", "type = 1");
    }));
}

#[test]
fn missing_keys_are_all_found() {
    insta::assert_snapshot!(checked(|site| {
        site.spoil("site.toml", "name = \"Northwind Gauges\"", "");
        site.spoil("scoring.toml", "sql = 85", "");
        site.spoil("scoring.toml", "points = 20", "");
        site.spoil("scoring.toml", "[grades]\na = 45\nb = 30\nc = 15", "");
        site.spoil("pages/whitepaper.toml", "form = \"whitepaper\"", "");
    }));
}

#[test]
fn what_is_not_toml_does_not_hide_the_other_files() {
    insta::assert_snapshot!(checked(|site| {
        site.spoil("scoring.toml", "points = 25", "points 25");
        site.spoil("scoring.toml", "id = \"webinar\"", "id = \"webinar");
        site.spoil("routing.toml", "[[webhook]]", "[[webhook]");
        site.spoil("site.toml", "id = \"demo\"", "id = \"demo\"\nid = \"twice\"");
        site.spoil("pages/whitepaper.toml", "form = \"whitepaper\"", "form = \"whitepapr\"");
    }));
}

#[test]
fn a_form_that_does_not_exist_is_named_with_the_remedy() {
    insta::assert_snapshot!(checked(|site| site.remove("forms/demo-request.toml")));
}

#[test]
fn a_broken_form_is_still_a_form_to_pages_and_signals() {
    insta::assert_snapshot!(checked(|site| site.spoil("forms/whitepaper.toml", "title =", "title")));
}

#[test]
fn bad_addresses_are_found_where_they_stand() {
    insta::assert_snapshot!(checked(|site| {
        site.spoil(
            "site.toml",
            "${SHOP_ORIGIN:-http://shop.localhost:8788}",
            "${SHOP_ORIGIN:-http://shop.localhost/x}",
        );
        site.spoil("routing.toml", "http://127.0.0.1:8788/hooks/leadline", "http://crm.example/hook");
        site.spoil("routing.toml", "secret =", "events = [\"lead.created\", \"lead.qualfied\"]\nsecret =");
    }));
}

#[test]
fn contradictions_are_found() {
    insta::assert_snapshot!(checked(|site| {
        site.spoil("site.toml", "id = \"demo\"", "id = \"The Demo\"");
        site.spoil("site.toml", "shards = 4", "shards = 65");
        site.spoil("scoring.toml", "sql = 85", "sql = 65");
        site.spoil("scoring.toml", "cap = 15", "cap = -15");
        site.spoil("scoring.toml", "points = 50", "points = 0");
        site.spoil("scoring.toml", "id = \"webinar\"", "id = \"email-open\"");
        site.spoil("forms/whitepaper.toml", "required = true", "required = false");
        site.write("pages/A Page.toml", b"title = 'x'\nform = 'whitepaper'\n");
    }));
}

/// A second model for people who have seats, and a condition with all there is.
const SEATS: &str = "when = { field = \"seats\", at_least = 20 }\nfloor = 0\n[thresholds]\nmql = 20\nsql = 40\n[grades]\na = 3\n\
                     b = 2\nc = 1\n[[group]]\nid = \"pages\"\ncap = 30\n[[rule]]\nsignal = \"pricing-view\"\n\
                     category = \"engagement\"\npoints = 10\nrepeat = \"weekly\"\nwindow_days = 90\ngroup = \"pages\"\n";

#[test]
fn models_are_summed_up_and_a_long_window_is_no_mistake() {
    insta::assert_snapshot!(checked(|site| {
        site.spoil("scoring.toml", "[thresholds]", "traits = [\"seats\"]\n[thresholds]");
        site.write("models/seats.toml", SEATS.as_bytes());
    }));
}

#[test]
fn mistakes_in_models_are_found_where_they_stand() {
    insta::assert_snapshot!(checked(|site| {
        let model = SEATS
            .replace("signal = \"pricing-view\"", "signal = \"pricing-veiw\"")
            .replace("group = \"pages\"", "group = \"pagse\"\nhalf_life_days = 0")
            .replace("floor = 0", "floor = 20")
            .replace("cap = 30", "cap = 0");
        let of_two_kinds = "\n[[rule]]\nsignal = \"webinar\"\ncategory = \"engagement\"\npoints = 5\ngroup = \"mixed\"\n\
            [[rule]]\nsignal = \"target-size\"\ncategory = \"fit\"\npoints = 5\ngroup = \"mixed\"\n\
            [[group]]\nid = \"mixed\"\ncap = 8\n";
        site.write("models/seats.toml", (model + of_two_kinds).as_bytes());
        site.write(
            "models/default.toml",
            SEATS.replace("field = \"seats\", at_least = 20", "view = \"/x\"").as_bytes(),
        );
        site.spoil("scoring.toml", "signal = \"free-mail\"", "signal = \"free-mail\"\nrepeat = \"monthly\"");
        site.spoil("scoring.toml", "signal = \"spam-like\"", "signal = \"spam-like\"\ngroup = \"bad\"");
    }));
}

#[test]
fn mistakes_in_conditions_are_found_where_they_stand() {
    insta::assert_snapshot!(checked(|site| {
        site.spoil(
            "scoring.toml",
            "{ view = \"/pricing\" }",
            "{ all = [{ view = \"/pricing\" }, { email = \"free\" }] }",
        );
        site.spoil(
            "scoring.toml",
            "{ event = \"webinar\" }",
            "{ event = \"webinar\", props = { seats = { atleast = 3 } } }",
        );
        site.spoil(
            "scoring.toml",
            "{ event = \"email-open\" }",
            "{ any = [{ event = \"a\" }, { channel = \"Paid Serch\" }] }",
        );
        site.spoil("scoring.toml", "{ email = \"competitor\" }", "{ not = { country = [\"UK\"] } }");
    }));
}

#[test]
fn mistakes_about_who_is_verified_are_found_where_they_stand() {
    insta::assert_snapshot!(checked(|site| {
        let projection = "projection = \"qualified\"";
        let identify = format!("{projection}\n[identify]\nsecret = \"5f3a5f3a\"");
        site.spoil("site.toml", projection, &identify);
        site.spoil("scoring.toml", "signal = \"free-mail\"", "signal = \"free-mail\"\nverified = true");
    }));
    let required = checked(|site| {
        let projection = "projection = \"qualified\"";
        site.spoil("site.toml", projection, &format!("{projection}\n[identify]\nrequire = true"));
    });
    assert!(required.contains("nobody would be let in"), "{required}");
}

#[test]
fn a_variable_that_is_not_set_is_said() {
    insta::assert_snapshot!(checked(|site| {
        site.spoil("routing.toml", "${SHOP_HOOK:-http://127.0.0.1:8788/hooks/leadline}", "${CRM_HOOK}");
        site.spoil("site.toml", "\"rival.example\"", "\"${RIVAL\"");
        site.spoil("site.toml", "# Leads are", "# ${UNSET} in a comment is nothing. Leads are");
    }));
}

#[test]
fn files_that_are_missing_misnamed_or_not_text_are_said() {
    insta::assert_snapshot!(checked(|site| {
        site.remove("site.toml");
        site.remove("routing.toml");
        site.write("routng.toml", b"");
        site.write("forms/extra.toml", b"title = \"\xff\"");
    }));
}

#[test]
fn an_empty_directory_and_none_at_all_are_said() {
    let site = Scratch::new();
    std::fs::create_dir(site.root().join("empty")).unwrap();
    std::fs::create_dir_all(site.root().join("demo")).unwrap();
    site.write("demo/site.toml", b"");
    let of = |name: &str| site.stable(&run(&site.root().join(name), &nothing).unwrap_err().to_string());
    insta::assert_snapshot!([of("empty"), of("dmo")].join("\n"));
}

#[test]
fn a_template_and_a_file_are_no_site_and_it_is_said_what_to_give() {
    let site = Scratch::new();
    site.write("template/scoring.toml", &std::fs::read(site.root().join("scoring.toml")).unwrap());
    let of = |name: &str| site.stable(&run(&site.root().join(name), &nothing).unwrap_err().to_string());
    insta::assert_snapshot!([of("template"), of("site.toml")].join("\n"));
}

#[test]
fn the_version_follows_the_environment() {
    let site = Scratch::new();
    let hook = |name: &str| (name == "SHOP_HOOK").then(|| "https://crm.example/hook".to_owned());
    assert_ne!(run(site.root(), &nothing), run(site.root(), &hook));
    assert_eq!(run(site.root(), &hook), run(site.root(), &hook));
}

#[test]
fn what_comes_after_a_submission_is_checked_against_the_rest_of_the_site() {
    let after = [
        "when = { email = \"free\" }\nmessage = \"Thank you.\"\nredirect = \"/thanks\"",
        "when = { field = \"first_nam\" }\nredirect = \"https://elsewhere.example/x\"",
        "when = { view = \"/pricing\" }\nredirect = \"http://shop.localhost.example\"",
        "when = { country = [\"DE\"] }\nredirect = \"//elsewhere.example\"",
        "when = { sessions = { at_least = 2 } }\nredirect = \"javascript:alert(1)\"",
        "id = \"guide\"\nwhen = { email = \"free\" }\nfile = \"guid.pdf\"",
        "id = \"guide\"\nwhen = { email = \"business\" }\nfile = \"../site.toml\"",
        "when = { email = \"disposable\" }\nform = \"whitepaper\"",
        "when = { email = \"competitor\" }\nform = \"demo-reqest\"",
        "file = \"guide.pdf\"\nform = \"demo-request\"",
        "when = { email = \"free\" }",
    ];
    insta::assert_snapshot!(checked(|site| {
        site.write("files/guide.pdf", b"%PDF-1.7");
        let rules: Vec<String> = after.iter().map(|rule| format!("\n[[after]]\n{rule}\n")).collect();
        let form = "title = \"A\"\nbutton = \"B\"\nthanks = \"C\"\n[[field]]\nname = \"email\"\ntype = \"email\"\nlabel = \"E\"\nrequired = true\n";
        let german = "\n[in.de]\nafter = { guide = \"Danke.\", gude = \"Danke.\" }\n";
        site.write("forms/whitepaper.toml", [form, &rules.concat(), german].concat().as_bytes());
        site.spoil("site.toml", "shards = 4", "shards = 4\nredirect_hosts = [\"https://partner.example\"]");
    }));
}

#[test]
fn after_a_form_of_a_stand_comes_none_that_keeps_answers() {
    let said = checked(|site| {
        site.spoil(
            "forms/demo-request.toml",
            "[[field]]",
            "kiosk = true\n\n[[after]]\nform = \"whitepaper\"\n\n[[field]]",
        );
    });
    assert!(said.contains("found     form = \"whitepaper\"") && said.contains("a form with kiosk = true"), "{said}");
}

#[test]
fn a_file_that_is_too_large_for_the_store_is_named() {
    let said = checked(|site| {
        site.spoil("forms/demo-request.toml", "[[field]]", "[[after]]\nfile = \"film.mp4\"\n\n[[field]]");
        site.write("files/film.mp4", &vec![0; 25 * 1024 * 1024 + 1]);
    });
    assert!(said.contains("film.mp4 of 26214401 bytes") && said.contains("at most 26214400 bytes (25 MiB)"), "{said}");
}

#[test]
fn a_mail_that_asks_for_a_confirmation_has_a_sink_and_a_link_and_nothing_that_was_typed() {
    insta::assert_snapshot!(checked(|site| {
        let confirm =
            "[confirm]\nmail = \"seles\"\nsubject = \"\"\ntext = \"Hello {{lead.fields.first_name}}\"\n\n[[field]]";
        site.spoil("forms/demo-request.toml", "[[field]]", confirm);
        site.spoil("forms/whitepaper.toml", "[[field]]", "[in.de.confirm]\ntext = \"Bitte {{link}}\"\n\n[[field]]");
        let sink =
            "id = \"sales\"\nfrom = \"a@example.com\"\nto = [\"b@example.com\"]\nsubject = \"S\"\ntext = \"T\"\n";
        site.spoil("routing.toml", "[[webhook]]", &format!("[[mail]]\n{sink}\n[[webhook]]"));
    }));
}
