//! The pages in Japanese that are lists: the glossary of `assets/language/glossary.toml`, and the parameters of the ledger.

use std::error::Error;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use admsc_sim::language::Language;
use admsc_sim::ledger::{Entry, Ledger};
use admsc_sim::report::evidence::grade_name;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// `assets/language/glossary.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Glossary {
    /// Its terms.
    pub term: Vec<Term>,
}

/// A term of the glossary.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the test of the catalogue reads all of it")]
pub struct Term {
    /// The word in English.
    pub english: String,
    /// Its Japanese.
    pub japanese: String,
    /// Other Japanese words that stand for it in some sentences.
    #[serde(default)]
    pub also: Vec<String>,
    /// English texts in which the word means something else.
    #[serde(default)]
    pub except: Vec<String>,
    /// Japanese words that would be a second name for the same thing.
    #[serde(default)]
    pub avoid: Vec<String>,
    /// What it means, in Japanese.
    pub note: String,
}

/// The glossary as it is stored.
pub fn terms(root: &Path) -> Result<Vec<Term>> {
    let text = fs::read_to_string(root.join("assets/language/glossary.toml"))?;
    Ok(toml::from_str::<Glossary>(&text)?.term)
}

/// The text of `docs/glossary.ja.md`.
pub fn glossary(root: &Path) -> Result<String> {
    let mut text =
        "# 用語集\n\n図、表、レポート、日本語のページで使う用語です。一つの英語の用語には一つの日本語を当てます。\n\n\
                    | 日本語 | 英語 | 意味 |\n|---|---|---|\n"
            .to_owned();
    for Term { english, japanese, note, .. } in terms(root)? {
        text += &format!("| {japanese} | {english} | {note} |\n");
    }
    Ok(
        text + "\n[パラメーターの一覧](parameters.ja.md)、[授業](lesson.ja.md)、[ワークシート](worksheet.ja.md)、[図の一覧](gallery.ja.md)\n"
    )
}

/// The text of `docs/parameters.ja.md`.
pub fn parameters() -> Result<String> {
    let mut text = "# パラメーターの一覧\n\nモデルの全パラメーターの意味です。キーはシナリオの中、または `--set KEY=VALUE` で設定できます。\n\
                    `observer` の値だけは設定できません。出典は `admsc params`、用語は[用語集](glossary.ja.md)にあります。\n"
        .to_owned();
    let mut section = String::new();
    for entry in Ledger::bundled()?.entries().iter().chain(Ledger::of_observer()?.entries()) {
        if entry.section() != section {
            section = entry.section().to_owned();
            text += &format!("\n## {section}\n\n| キー | 意味 | 値 | 妥当な範囲 | 根拠 |\n|---|---|---|---|---|\n");
        }
        text += &row(entry);
    }
    Ok(text)
}

fn row(entry: &Entry) -> String {
    let [value, low, high] = [entry.value, entry.low, entry.high].map(|value| entry.shown(value));
    let (meaning, grade) = (entry.meaning(Language::Japanese), Language::Japanese.say(grade_name(entry.grade)));
    format!("| `{}` | {meaning} | {value} | {low}〜{high} | {grade} |\n", entry.key)
}
