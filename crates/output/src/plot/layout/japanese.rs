//! Where a line of Japanese may end without tearing a word. Words have no spaces between them; they begin where the script changes
//! from the kana of an ending or a particle to kanji, katakana, letters or digits.

/// Particles of a single letter, after which a word begins.
const PARTICLES: &str = "はがをにでとのもへやか";

/// The script of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Hiragana,
    /// Kanji, katakana, and Latin letters and digits beside them: what words are made of.
    Word,
    Opening,
    Closing,
    /// Joins what stands on both sides.
    Joining,
    Other,
}

fn script(letter: char) -> Script {
    match letter {
        '〜' | '～' => Script::Joining,
        'ー' | '々' | '\u{30a0}'..='\u{30fa}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => Script::Word,
        '\u{3041}'..='\u{309f}' => Script::Hiragana,
        '（' | '「' | '『' | '“' | '(' => Script::Opening,
        '）' | '」' | '』' | '”' | ')' => Script::Closing,
        letter if letter.is_alphanumeric() => Script::Word,
        _ => Script::Other,
    }
}

/// Whether a line that ends there tears a word of Japanese, or a range of numbers.
pub fn tears_word(text: &str, end: usize) -> bool {
    let (before, after) = text.split_at(end);
    let (Some(last), Some(next)) = (before.chars().next_back(), after.chars().next()) else { return false };
    match (script(last), script(next)) {
        (Script::Joining, _) | (_, Script::Joining) | (Script::Closing, Script::Hiragana) => true,
        (Script::Word | Script::Hiragana, Script::Hiragana) | (Script::Word, Script::Word) => true,
        (Script::Hiragana, Script::Word) => !ends_word(before),
        _ => false,
    }
}

/// Whether the kana at the end are an ending or a particle: several, or one that is a particle.
fn ends_word(before: &str) -> bool {
    let kana: Vec<char> = before.chars().rev().take_while(|letter| script(*letter) == Script::Hiragana).collect();
    kana.len() > 1 || kana.iter().all(|letter| PARTICLES.contains(*letter))
}

#[cfg(test)]
mod tests {
    use super::tears_word;

    /// The pieces between the places at which a line may end.
    fn pieces(text: &str) -> Vec<&str> {
        let ends = unicode_linebreak::linebreaks(text).map(|(end, _)| end).filter(|end| !tears_word(text, *end));
        let mut start = 0;
        ends.map(|end| &text[std::mem::replace(&mut start, end)..end]).collect()
    }

    #[test]
    fn words_endings_and_ranges_stay_whole() {
        assert_eq!(pieces("間の組織の経路。"), ["間の", "組織の", "経路。"]);
        assert_eq!(pieces("細胞は失われます。"), ["細胞は", "失われます。"]);
        assert_eq!(pieces("刷り込みが消える時定数"), ["刷り込みが", "消える", "時定数"]);
        assert_eq!(pieces("（70〜100）の患者"), ["（70〜100）の", "患者"]);
        assert_eq!(pieces("TNFαが飽和したときの駆動"), ["TNFαが", "飽和したときの", "駆動"]);
        assert_eq!(pieces("メディエーター分泌量（基準）"), ["メディエーター分泌量", "（基準）"]);
    }

    #[test]
    fn english_is_left_alone() {
        assert_eq!(pieces("of IL-10 (rats) here"), ["of ", "IL-10 ", "(rats) ", "here"]);
    }
}
