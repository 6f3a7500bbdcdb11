//! Placing text: wrapped lines, and labels beside a line that must not lie on each other; lines of whole pixels.

mod japanese;

use unicode_linebreak::linebreaks;

use super::trace::Exact;
use admsc_model::math;

/// Breaks text into at most `lines` lines no wider than `width` by `measure`, where Unicode allows it: at spaces, and
/// between Japanese characters, but not before 、。」 and their like, and within Japanese words only where the text has no room otherwise;
/// never between a number and its unit. What does not fit is cut with an ellipsis, and so is a single word that is too long.
pub fn wrap(text: &str, width: u32, lines: usize, measure: impl Fn(&str) -> u32) -> Vec<String> {
    wrapped(&Breaks::of(text), width, lines, &measure).0
}

/// A text, and where a line of it may end: between words, and anywhere that Unicode allows.
struct Breaks {
    text: String,
    between_words: Vec<usize>,
    anywhere: Vec<usize>,
}

impl Breaks {
    fn of(text: &str) -> Self {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let anywhere: Vec<usize> =
            linebreaks(&text).map(|(end, _)| end).filter(|end| !tears_number(&text, *end)).collect();
        let between_words = anywhere.iter().copied().filter(|end| !japanese::tears_word(&text, *end)).collect();
        Self { text, between_words, anywhere }
    }

    /// The end of the line that begins at `start`, and whether it lies within a word.
    fn end(&self, start: usize, width: u32, measure: &impl Fn(&str) -> u32) -> (usize, bool) {
        let line = |end: usize| self.text[start..end].trim_end();
        let last = |ends: &[usize]| {
            let later = ends.iter().copied().filter(|end| *end > start);
            later.take_while(|end| measure(line(*end)) <= width).last()
        };
        let next = || self.anywhere.iter().copied().find(|end| *end > start).unwrap_or(self.text.len());
        match last(&self.between_words) {
            Some(end) => (end, false),
            None => (last(&self.anywhere).unwrap_or_else(next), true),
        }
    }
}

/// The lines, and whether one of them ends within a word. Where the text does not fit otherwise, it may.
fn wrapped(breaks: &Breaks, width: u32, lines: usize, measure: &impl Fn(&str) -> u32) -> (Vec<String>, bool) {
    let (careful, is_torn) = filled(breaks, width, lines, measure);
    if !careful.last().is_some_and(|line| line.ends_with('…')) {
        return (careful, is_torn);
    }
    let anywhere =
        Breaks { text: breaks.text.clone(), between_words: breaks.anywhere.clone(), anywhere: breaks.anywhere.clone() };
    (filled(&anywhere, width, lines, measure).0, true)
}

fn filled(breaks: &Breaks, width: u32, lines: usize, measure: &impl Fn(&str) -> u32) -> (Vec<String>, bool) {
    let text = &breaks.text;
    let (mut wrapped, mut start, mut is_torn) = (Vec::<String>::new(), 0, false);
    while wrapped.len() < lines && start < text.len() {
        let (end, within) = breaks.end(start, width, measure);
        is_torn |= within && end < text.len();
        wrapped.push(cut(text[start..end].trim_end().to_owned(), width, measure));
        start = end;
    }
    if let (Some(last), true) = (wrapped.last_mut(), start < text.len()) {
        let space = if text[..start].ends_with(' ') { " " } else { "" };
        *last = cut(format!("{last}{space}…"), width, measure);
    }
    (wrapped, is_torn)
}

/// Whether a line that ends there tears a number from its unit, or from the word that it counts. The number of a name, as in IL-10,
/// counts nothing.
fn tears_number(text: &str, end: usize) -> bool {
    let before = text[..end].trim_end();
    let name = before.trim_end_matches(|letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ','));
    let is_number = before.ends_with(|letter: char| letter.is_ascii_digit())
        && !name.ends_with(|letter: char| letter.is_ascii_alphabetic() || letter == '-');
    is_number && text[end..].starts_with(|next: char| !next.is_ascii_digit())
}

/// The same in as many lines, but about equally long ones: no single word is left for the last.
pub fn wrap_evenly(text: &str, width: u32, lines: usize, measure: impl Fn(&str) -> u32) -> Vec<String> {
    let breaks = Breaks::of(text);
    let (mut best, is_torn) = wrapped(&breaks, width, lines, &measure);
    let letters = |lines: &[String]| lines.concat().chars().filter(|letter| !letter.is_whitespace()).count();
    let (number, all) = (best.len(), letters(&best));
    let (mut too_narrow, mut wide_enough) = (width / 2, width);
    while number > 1 && wide_enough - too_narrow > 1 {
        let middle = (too_narrow + wide_enough) / 2;
        let (tried, tears) = wrapped(&breaks, middle, lines, &measure);
        let is_whole = !tried.iter().any(|line| line.ends_with('…')) && (is_torn || !tears);
        // A text that has to be cut is cut as late as there is room.
        if tried.len() == number && letters(&tried) == all && is_whole {
            (wide_enough, best) = (middle, tried);
        } else {
            too_narrow = middle;
        }
    }
    best
}

/// Cuts text to a width; what was cut is shown by an ellipsis.
fn cut(text: String, width: u32, measure: &impl Fn(&str) -> u32) -> String {
    if measure(&text) <= width {
        return text;
    }
    let mut kept: Vec<char> = text.trim_end_matches(['…', ' ']).chars().collect();
    while !kept.is_empty() {
        kept.pop();
        let shown: String = kept.iter().collect::<String>().trim_end().to_owned() + "…";
        if measure(&shown) <= width {
            return shown;
        }
    }
    String::new()
}

/// Moves label centres (ascending) apart to at least `gap`, within `[low, high]`, as little as needed and in order.
pub fn spread(wanted: &[i32], gap: i32, low: i32, high: i32) -> Vec<i32> {
    let mut places: Vec<i32> = wanted.to_vec();
    let mut floor = low;
    for place in &mut places {
        *place = (*place).max(floor);
        floor = *place + gap;
    }
    let mut ceiling = high;
    for place in places.iter_mut().rev() {
        *place = (*place).min(ceiling);
        ceiling = *place - gap;
    }
    places
}

/// Leaves out places that lie on the straight line through their neighbours, so nearly that nobody sees it.
pub fn straighten(points: &[Exact]) -> Vec<Exact> {
    let mut kept: Vec<Exact> = points.first().copied().into_iter().collect();
    let mut anchor = 0;
    for end in 1..points.len() {
        let on_line = |point: &Exact| lies_between(*point, points[anchor], points[end]);
        if !points[anchor + 1..end].iter().all(on_line) {
            anchor = end - 1;
            kept.push(points[anchor]);
        }
    }
    kept.extend(points.last().filter(|_| points.len() > 1));
    kept
}

/// Lengths of dash and gap, pixels; none for a whole line.
pub type Dashes = Option<(f64, f64)>;

/// A line cut into dashes along its length.
pub fn dashed(points: &[Exact], dashes: Dashes) -> Vec<Vec<Exact>> {
    let Some((dash, gap)) = dashes else { return vec![points.to_vec()] };
    let mut pieces = Vec::new();
    let mut piece: Vec<Exact> = points.first().copied().into_iter().collect();
    let (mut inked, mut left) = (true, dash);
    for pair in points.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let (across, down) = (to.0 - from.0, to.1 - from.1);
        let length = math::sqrt(across * across + down * down);
        let mut done = 0.0;
        while length - done > left {
            done += left;
            let point = (from.0 + across * done / length, from.1 + down * done / length);
            if inked {
                piece.push(point);
                pieces.push(std::mem::take(&mut piece));
            } else {
                piece = vec![point];
            }
            inked = !inked;
            left = if inked { dash } else { gap };
        }
        left -= length - done;
        if inked {
            piece.push(to);
        }
    }
    if piece.len() > 1 {
        pieces.push(piece);
    }
    pieces
}

/// Whether a place is within a twentieth of a pixel, up or down, of the line from `a` to `b`; upright lines take none in.
fn lies_between(point: Exact, a: Exact, b: Exact) -> bool {
    let run = b.0 - a.0;
    let off = (point.1 - a.1) * run - (b.1 - a.1) * (point.0 - a.0);
    run > 0.0 && off.abs() <= 0.05 * run
}

#[cfg(test)]
mod tests {
    use super::*;

    fn characters(text: &str) -> u32 {
        text.chars().count() as u32
    }

    #[test]
    fn text_is_wrapped_at_spaces_and_cut_with_an_ellipsis() {
        assert_eq!(wrap("one two three", 7, 2, characters), ["one two", "three"]);
        assert_eq!(wrap("one two three four", 7, 2, characters), ["one two", "three …"]);
        assert_eq!(wrap("incomprehensible", 7, 2, characters), ["incomp…"]);
        assert!(wrap("  ", 7, 2, characters).is_empty());
        assert_eq!(wrap("of IL-10  here", 6, 3, characters), ["of", "IL-10", "here"]);
    }

    #[test]
    fn lines_are_about_equally_long() {
        assert_eq!(wrap_evenly("one two three four five", 19, 2, characters), ["one two three", "four five"]);
        assert_eq!(wrap_evenly("one two", 19, 2, characters), ["one two"]);
        assert_eq!(wrap_evenly("one two three four", 7, 2, characters), ["one two", "three …"]);
        assert_eq!(wrap_evenly("痛みはいつ軽くなるか", 8, 2, characters), ["痛みはいつ", "軽くなるか"]);
    }

    #[test]
    fn japanese_is_wrapped_between_characters_but_not_before_a_full_stop() {
        assert_eq!(wrap("痛みはいつ軽くなるか。", 5, 3, characters), ["痛みはいつ", "軽くなる", "か。"]);
        assert_eq!(wrap("痛みはいつ軽くなり、何を待つか。", 5, 2, characters), ["痛みはいつ", "軽くなり…"]);
        assert_eq!(wrap("（VAS）の変化", 4, 2, characters), ["（VA…", "の変化"]);
    }

    #[test]
    fn japanese_words_stay_whole_where_there_is_room() {
        let text = "痛みのある状態と静かな状態の間の組織の経路。半分になった患者";
        assert_eq!(wrap(text, 19, 2, characters), ["痛みのある状態と静かな状態の間の組織の", "経路。半分になった患者"]);
        assert_eq!(
            wrap_evenly("投与細胞は365日のうち137日目に失われます。", 23, 2, characters),
            ["投与細胞は365日のうち", "137日目に失われます。"]
        );
        assert_eq!(wrap("95 %です（89〜98）。", 9, 3, characters), ["95 %です", "（89〜98）。"]);
        // A compound that is too long for a line of its own is broken rather than cut.
        assert_eq!(wrap("中枢性感作時定数", 5, 2, characters), ["中枢性感作", "時定数"]);
        // So is one in a text that would not fit otherwise.
        assert_eq!(wrap("細胞の投与回数増加", 5, 2, characters), ["細胞の投与", "回数増加"]);
    }

    #[test]
    fn a_number_stays_with_its_unit() {
        assert_eq!(wrap("pain falls by 44 % or more", 16, 2, characters), ["pain falls by", "44 % or more"]);
        assert_eq!(wrap("patients of 70 y live", 14, 2, characters), ["patients of", "70 y live"]);
        assert_eq!(wrap("投与は残り1回です", 6, 2, characters), ["投与は", "残り1回です"]);
        assert_eq!(wrap("0.04; 0.67; 1.20 points", 11, 2, characters), ["0.04; 0.67;", "1.20 points"]);
        // One that is too long even for a line of its own is cut, and nothing hangs.
        assert_eq!(wrap("in 4444 millions", 6, 3, characters), ["in", "4444…"]);
    }

    #[test]
    fn a_straight_curve_has_two_ends_and_a_corner_stays() {
        let slope: Vec<Exact> = (0..100).map(|x| (f64::from(x), f64::from(x) / 3.0)).collect();
        assert_eq!(straighten(&slope), [(0.0, 0.0), (99.0, 33.0)]);
        let corner: Vec<Exact> = (0..100).map(|x| (f64::from(x), f64::from((x - 50_i32).abs()))).collect();
        assert_eq!(straighten(&corner), [(0.0, 50.0), (50.0, 0.0), (99.0, 49.0)]);
        assert_eq!(straighten(&[(4.0, 2.0)]), [(4.0, 2.0)]);
    }

    #[test]
    fn a_bent_curve_stays_a_curve() {
        let curve = |x: f64| 300.0 * math::exp(-x / 80.0);
        let kept = straighten(&(0..400).map(|x| (f64::from(x), curve(f64::from(x)))).collect::<Vec<_>>());
        for ends in kept.windows(2) {
            let middle = (0.5 * (ends[0].0 + ends[1].0)).floor();
            let share = (middle - ends[0].0) / (ends[1].0 - ends[0].0);
            let drawn = ends[0].1 + share * (ends[1].1 - ends[0].1);
            assert!((drawn - curve(middle)).abs() <= 0.05, "{ends:?}");
        }
        // A line of few pieces would look like a polygon.
        assert!((30..150).contains(&kept.len()), "{}", kept.len());
    }

    #[test]
    fn labels_keep_their_order_and_distance() {
        assert_eq!(spread(&[100, 200], 40, 0, 400), [100, 200]);
        assert_eq!(spread(&[398, 399, 400], 40, 0, 400), [320, 360, 400]);
        assert_eq!(spread(&[5, 5, 6], 40, 10, 400), [10, 50, 90]);
    }

    #[test]
    fn dashes_have_their_lengths_and_go_round_corners() {
        let right = dashed(&[(0.0, 0.0), (30.0, 0.0)], Some((10.0, 5.0)));
        assert_eq!(right, [[(0.0, 0.0), (10.0, 0.0)], [(15.0, 0.0), (25.0, 0.0)]]);
        let corner = dashed(&[(0.0, 0.0), (6.0, 0.0), (6.0, 9.0)], Some((10.0, 9.0)));
        assert_eq!(corner, [vec![(0.0, 0.0), (6.0, 0.0), (6.0, 4.0)]]);
        assert_eq!(dashed(&[(0.0, 0.0), (9.0, 9.0)], None), [[(0.0, 0.0), (9.0, 9.0)]]);
    }
}
