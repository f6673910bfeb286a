use super::*;
use alloc::string::String;
use proptest::prelude::*;

const ANDROID: &str = "AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/140.0.0.0 Mobile Safari/537.36";
const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
const WINDOWS: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)";

#[test]
fn crawlers_are_named() {
    let table = [
        ("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", "bingbot"),
        (
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
            "GPTBot",
        ),
        ("facebookexternalhit/1.1", "facebookexternalhit"),
        ("WhatsApp/2.23.20.0 A", "WhatsApp"),
        ("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "Slackbot"),
        ("TelegramBot (like TwitterBot)", "TelegramBot"),
        ("curl/8.5.0", "curl"),
        ("python-requests/2.31.0", "python-requests"),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/124.0.0.0 Safari/537.36",
            "HeadlessChrome",
        ),
    ];
    for (agent, expected) in table {
        assert_eq!(name(agent), Some(expected), "{agent}");
    }
}

#[test]
fn programs_that_no_list_knows_are_told_by_their_shape() {
    let strangers = [
        "Zebrafish/3.1 (+zebrafish.example)",
        "Mozilla/5.0 (compatible; Zebrafish; me@zebrafish.example)",
        "Mozilla/5.0 (compatible; Zebrafish/2.0)",
        "Mozilla/5.0 (compatible; Zebrafish)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Zebrafish/1.2) Chrome/120.0.0.0 Safari/537.36",
        "Zebrafish/1.2.3",
        "zebrafish-client",
        "Mozilla/5.0",
        "Mozilla/5.0 zebrafish",
        "12345",
        "<script>",
    ];
    for agent in strangers {
        assert!(name(agent).is_some(), "{agent}");
    }
}

/// Agents as the browsers, and the apps with a browser in them, write them.
#[test]
fn people_are_no_crawlers() {
    let written = [
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
        "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko",
        "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; SV1) ; .NET CLR 3.5)",
        "Mozilla/5.0 (compatible; Konqueror/4.5; FreeBSD) KHTML/4.5.4 (like Gecko)",
        "Opera/9.80 (Android; Opera Mini/36.2.2254/119.132; U; id) Presto/2.12.423 Version/12.16",
        "Mozilla/5.0 (Linux; Android 14; Robot Scan Discovery Build/1.0; wv) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Linux; Android 13; Google Pixel 7 Build/TQ3A) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Linux; Android 12; Google TV Streamer) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
        "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
        "Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/4.0 Chrome/76.0.3809.146 TV Safari/537.36",
        "HbbTV/1.5.1 (+DRM;Samsung;SmartTV2020:UAU7500;T-KSU2EDEUC;) Mozilla/5.0 (SMART-TV; Linux; Tizen 5.5) AppleWebKit/537.36 (KHTML, like Gecko) 69.0.3497.106/5.5 TV Safari/537.36",
        "",
    ];
    let cubot = ["CUBOT", "CUBOT_NOTE_S", "CUBOT X30", "CUBOT KINGKONG 7"];
    let in_android = [
        "[FB_IAB/FB4A;FBAV/520.0.0.46.85;]",
        "Instagram 390.0.0.43.81 Android (34/14; 480dpi; 1080x2340; samsung; SM-S911B; dm1q; qcom; de_DE; 1)",
        "Snapchat/13.45.0.51 (SM-S911B; Android 14#S911BXXU1#34; gzip; )",
        "musical_ly_2024 BytedanceWebview/d8a21c6 Channel/googleplay",
        "GSA/15.30.31.29.arm64",
        "GoogleApp/15.30.31",
        "Line/14.10.0/IAB",
        "KAKAOTALK 10.4.3",
        "NAVER(inapp; search; 1020; 12.5.5)",
        "[LinkedInApp]/4.1",
        "[Pinterest/Android]",
        "Telegram-Android/11.2.3 (Samsung SM-S911B; Android 14; SDK 34; AVERAGE)",
        "MicroMessenger/8.0.49.2600 NetType/WIFI",
        "Viber/22.1.0.3",
        "NewsArticle/9.1.2 NetType/wifi",
        "XWEB/1160065 MMWEBSDK/20240404 MMWEBID/1 MicroMessenger/8.0.49.2600 WeChat/arm64 Weixin Process/tools NetType/WIFI",
        "QRScanner/2.1",
        "Grab/5.320.0 (Android 14)",
        "SmartNews 24.1.1",
        "SogouMobileBrowser/5.22.8",
        "Teams/1.0",
        "Zalo android/12110737",
        "OPR/80.0.0.0",
        "EdgA/140.0.0.0",
        "Brave/1",
    ];
    let in_iphone = [
        "[FBAN/FBIOS;FBAV/480.0.0.31.104;FBBV/1;FBDV/iPhone14,5;FBMD/iPhone;FBSN/iOS;FBSV/17.6.1;FBSS/3;FBID/phone;FBLC/de_DE;FBOP/5]",
        "GSA/330.0.6 Safari/604.1",
        "CriOS/140.0.0.0 Safari/604.1",
        "FxiOS/140.0 Safari/605.1.15",
        "Instagram 350.0.0.31.111 (iPhone14,5; iOS 17_6; de_DE; de; scale=3.00; 1170x2532; 1)",
        "[LinkedInApp]/9.30",
        "Safari Line/14.10.0",
        "Twitter for iPhone/10.50",
        "Snapchat/13.45.0.51 (like Safari/8618.2.12.10.9, panda)",
        "DuckDuckGo/7 Safari/605.1.15",
        "NewsSapphire/1.0 ",
        "WhatsApp/24.10",
        "Reddit/2024.30",
    ];
    let phones = cubot.iter().map(|device| String::from("Mozilla/5.0 (Linux; Android 10; ") + device + ") " + ANDROID);
    let android = in_android.iter().map(|app| {
        String::from("Mozilla/5.0 (Linux; Android 14; SM-S911B Build/UP1A.231005.007; wv) ") + ANDROID + " " + app
    });
    let iphone = in_iphone.iter().map(|app| String::from(IPHONE) + " Mobile/15E148 " + app);
    let windows = [
        "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
        "Slack/4.39.95 Chrome/126.0.6478.127 Electron/31.2.0 Safari/537.36",
        "Chrome/140.0.0.0 Safari/537.36 OPR/120.0.0.0 (Edition Campaign 34)",
        "Teams/24 Chrome/120.0.0.0 Electron/28.0 Safari/537.36",
        "Code/1.95.0 Chrome/128.0.6613.186 Electron/32.2.1 Safari/537.36",
    ]
    .map(|app| String::from(WINDOWS) + " " + app);
    for agent in written.map(String::from).into_iter().chain(phones).chain(android).chain(iphone).chain(windows) {
        assert_eq!(name(&agent), None, "{agent}");
    }
}

proptest! {
    #[test]
    fn any_header_can_be_looked_at_and_letter_case_says_nothing(agent in "(Mozilla/5.0 )?[ -~\u{e9}\u{20ac}]{0,60}(bot|news|http|Android)?[ -~]{0,30}") {
        let found = name(&agent);
        prop_assert_eq!(name(&agent.to_ascii_uppercase()), found);
        prop_assert_eq!(name(&agent.to_ascii_lowercase()), found);
    }

    #[test]
    fn any_length_is_taken(part in "\\PC{0,40}", times in 0usize..200) {
        name(&part.repeat(times));
    }
}
