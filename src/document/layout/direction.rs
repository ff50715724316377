//! Text that is written from right to left. Printed pages know only where letters stand, so it is put back into the order in
//! which it is read.

use super::Run;

/// Hebrew and Arabic with what belongs to them.
pub(super) fn is_rtl(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Letters that only end words: final forms of Hebrew, and the Arabic ones of endings.
fn ends_words(c: char) -> bool {
    matches!(c, 'ם' | 'ן' | 'ץ' | 'ף' | 'ך' | 'ة' | 'ى')
}

/// Whether a row is read from right to left: most of its letters are.
pub(super) fn reads_leftwards<'a>(texts: impl Iterator<Item = &'a str>) -> bool {
    let (mut right, mut all) = (0, 0);
    for c in texts.flat_map(str::chars).filter(|c| c.is_alphabetic()) {
        all += 1;
        right += usize::from(is_rtl(c));
    }
    right * 2 > all
}

/// Some files hold the letters of such words in the order in which they stand from the left. Words that begin with what
/// only ends words tell that.
pub(super) fn straighten(runs: &mut [Run]) {
    let (mut wrong, mut right) = (0, 0);
    for word in runs.iter().flat_map(|run| run.text.split_whitespace()) {
        let letters: Vec<char> = word.chars().filter(|c| is_rtl(*c) && c.is_alphabetic()).collect();
        if let [first, .., last] = letters.as_slice() {
            wrong += usize::from(ends_words(*first) || ends_with_article(&letters));
            right += usize::from(ends_words(*last) || begins_with_article(&letters));
        }
    }
    for run in runs.iter_mut().filter(|run| run.text.chars().any(is_rtl)) {
        if wrong > right {
            run.text = turned(&run.text);
        } else if reads_leftwards(std::iter::once(run.text.as_str())) {
            run.text = reordered(&run.text);
        }
    }
}

/// Where words are right but stand in the order of the page: stretches of one direction, the last one first.
fn reordered(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let foreign = |c: char| c.is_alphanumeric() && !is_rtl(c);
    let mut stretches: Vec<(bool, String)> = Vec::new();
    for (at, c) in chars.iter().enumerate() {
        // What stands between two foreign words is theirs; all else is read leftwards.
        let next = chars.iter().skip(at).find(|c| c.is_alphanumeric()).is_some_and(|c| foreign(*c));
        let within = stretches.last().is_some_and(|(own, _)| *own) && next;
        let own = foreign(*c) || !c.is_alphanumeric() && within;
        match stretches.last_mut() {
            Some((last, stretch)) if *last == own => stretch.push(*c),
            _ => stretches.push((own, c.to_string())),
        }
    }
    let mut out = String::new();
    for (own, stretch) in stretches.into_iter().rev() {
        if out.ends_with(',') {
            out.push(' ');
        }
        out.push_str(&if own { in_order(&stretch) } else { stretch });
    }
    out
}

/// Numbers beside each other stand from right to left too: "2018 – 2015" is read "2015 – 2018".
fn in_order(text: &str) -> String {
    if text.chars().any(char::is_alphabetic) {
        return text.to_owned();
    }
    text.split_whitespace().rev().collect::<Vec<_>>().join(" ")
}

/// The Arabic article, which every second word begins with.
fn begins_with_article(letters: &[char]) -> bool {
    letters.len() > 3 && letters.starts_with(&['ا', 'ل'])
}

fn ends_with_article(letters: &[char]) -> bool {
    letters.len() > 3 && letters.ends_with(&['ل', 'ا'])
}

/// A text turned round, but for the words and numbers in it that are read from the left.
fn turned(text: &str) -> String {
    let mut out: Vec<char> = Vec::new();
    let mut leftward: Vec<char> = Vec::new();
    // The ligatures of lam and alef were taken apart in their own order.
    let text: String =
        ["لآ", "لأ", "لإ"].iter().fold(text.to_owned(), |text, pair| text.replace(pair, &pair.chars().rev().collect::<String>()));
    for c in text.chars().rev() {
        if c.is_alphanumeric() && !is_rtl(c) || matches!(c, '.' | '@' | '+' | '#' | '_') && !leftward.is_empty() {
            leftward.push(c);
            continue;
        }
        out.extend(leftward.drain(..).rev());
        out.push(match c {
            '(' => ')',
            ')' => '(',
            other => other,
        });
    }
    out.extend(leftward.drain(..).rev());
    out.into_iter().collect()
}

/// Runs of a row that is read leftwards, as if it were written from the left: mirrored, with stretches of other writing whole.
pub(super) fn mirrored(runs: Vec<Run>) -> Vec<Run> {
    let mut whole: Vec<Run> = Vec::new();
    for run in runs {
        let foreign = |run: &Run| run.text.chars().any(char::is_alphabetic) && !run.text.chars().any(is_rtl);
        match whole.last_mut() {
            Some(last) if foreign(last) && foreign(&run) && run.x - (last.x + last.width) < run.size * 0.5 => {
                if run.x - (last.x + last.width) > run.size * 0.12 && !last.text.ends_with(' ') {
                    last.text.push(' ');
                }
                last.text.push_str(&run.text);
                last.width = run.x + run.width - last.x;
            }
            _ => whole.push(run),
        }
    }
    for run in &mut whole {
        if run.text.split_whitespace().count() > 1 {
            run.text = in_order(&run.text);
        }
        run.x = -(run.x + run.width);
    }
    whole.sort_by(|a, b| a.x.total_cmp(&b.x));
    whole
}

#[cfg(test)]
mod tests {
    use super::super::arrange;
    use super::*;

    fn run(text: &str, x: f32, width: f32) -> Run {
        Run { text: text.into(), x, y: 40.0, width, height: 10.0, size: 10.0, bold: false }
    }

    #[test]
    fn rows_are_read_from_the_right() {
        let page = arrange(
            1,
            600.0,
            800.0,
            vec![
                run("– היום", 50.0, 40.0),
                run("2019", 92.0, 20.0),
                run("Acme", 430.0, 20.0),
                run("Ltd", 453.0, 15.0),
                run("מהנדסת תוכנה, ", 470.0, 80.0),
            ],
        );
        assert_eq!(page.text, "מהנדסת תוכנה, Acme Ltd\t2019 – היום");
        let line = &page.lines[0];
        assert!(
            (line.cells[0] - 430.0).abs() < 0.1 && (line.ends[0] - 550.0).abs() < 0.1 && (line.cells[1] - 50.0).abs() < 0.1,
            "{line:?}"
        );
        let years = arrange(1, 600.0, 800.0, vec![run("2018 – 2015", 300.0, 60.0), run("אוניברסיטת תל אביב, ", 362.0, 100.0)]);
        assert_eq!(years.text, "אוניברסיטת תל אביב, 2015 – 2018");
    }

    #[test]
    fn stretches_of_one_direction_change_places() {
        for (stands, read) in [
            ("PostgreSQL ו-Rustפיתוח שירותים ב-", "פיתוח שירותים ב-Rust ו-PostgreSQL"),
            ("Acme Ltdמהנדסת תוכנה,", "מהנדסת תוכנה, Acme Ltd"),
            ("2018 – 2015אוניברסיטת תל אביב,", "אוניברסיטת תל אביב, 2015 – 2018"),
            ("– היום2019", "2019– היום"),
        ] {
            assert_eq!(reordered(stands), read);
        }
    }

    #[test]
    fn letters_that_stand_backwards_are_turned() {
        let page = arrange(1, 600.0, 800.0, vec![run("ةينهملا ةربخلا", 400.0, 80.0)]);
        assert_eq!(page.text, "الخبرة المهنية");
        assert_eq!(turned("نلآا – 2019"), "2019 – الآن");
        assert_eq!(turned("ةكرش (Acme Ltd 2019)"), "(Acme Ltd 2019) شركة".replace("Acme Ltd 2019", "2019 Ltd Acme"));
        let kept = arrange(1, 600.0, 800.0, vec![run("الخبرة المهنية", 400.0, 80.0)]);
        assert_eq!(kept.text, "الخبرة المهنية");
    }
}
