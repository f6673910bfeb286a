//! Reading one column: every query here names it `value`.

use leadline_domain::time::Millis;
use serde::{Deserialize, de::DeserializeOwned};
use worker::{Result, SqlStorage, SqlStorageValue};

#[derive(Deserialize)]
struct Text {
    value: String,
}

#[derive(Deserialize)]
struct Number {
    value: Option<f64>,
}

/// The texts of all rows.
pub(super) fn texts(sql: &SqlStorage, query: &str, bindings: Vec<SqlStorageValue>) -> Result<Vec<String>> {
    let rows: Vec<Text> = sql.exec(query, bindings)?.to_array()?;
    Ok(rows.into_iter().map(|row| row.value).collect())
}

/// The first row's text.
pub(super) fn text(sql: &SqlStorage, query: &str, bindings: Vec<SqlStorageValue>) -> Result<Option<String>> {
    Ok(texts(sql, query, bindings)?.into_iter().next())
}

/// All rows, read as JSON.
pub(super) fn parsed<T: DeserializeOwned>(
    sql: &SqlStorage,
    query: &str,
    bindings: Vec<SqlStorageValue>,
) -> Result<Vec<T>> {
    texts(sql, query, bindings)?.iter().map(|text| Ok(serde_json::from_str(text)?)).collect()
}

/// The first row, read as JSON.
pub(super) fn first<T: DeserializeOwned>(
    sql: &SqlStorage,
    query: &str,
    bindings: Vec<SqlStorageValue>,
) -> Result<Option<T>> {
    text(sql, query, bindings)?.map(|text| Ok(serde_json::from_str(&text)?)).transpose()
}

/// A moment, if there is one: the least or the greatest of none is none.
pub(super) fn moment(sql: &SqlStorage, query: &str) -> Result<Option<Millis>> {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds below 2^53")]
    Ok(number(sql, query, Vec::new())?.map(|at| Millis(at as i64)))
}

/// How many rows there are of something.
pub(super) fn count(sql: &SqlStorage, query: &str, bindings: Vec<SqlStorageValue>) -> Result<u32> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an object holds fewer than 2^32 rows")]
    Ok(number(sql, query, bindings)?.unwrap_or_default() as u32)
}

fn number(sql: &SqlStorage, query: &str, bindings: Vec<SqlStorageValue>) -> Result<Option<f64>> {
    let rows: Vec<Number> = sql.exec(query, bindings)?.to_array()?;
    Ok(rows.first().and_then(|row| row.value))
}
