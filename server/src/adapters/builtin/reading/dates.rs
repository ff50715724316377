//! Dates of roles as people print them, in several languages.

use super::piece::{Piece, plain};
use regex::Regex;
use std::sync::LazyLock;

/// A date or a range of dates in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    /// Byte offsets in the text.
    pub from: usize,
    pub to: usize,
    /// Byte offsets of the two dates themselves, and what they are as JSON Resume wants it.
    pub first: Option<Point>,
    pub last: Option<Point>,
    /// The range ends today.
    pub current: bool,
    /// Byte offsets of the word that says so, where there is one: "since 2020" has none.
    pub today: Option<(usize, usize)>,
    /// The range has a dash and nothing behind it: the rest may stand on the next line.
    pub open: bool,
    /// Two ends, or an end that is today.
    pub range: bool,
    /// A dash stands behind a single date, and something else behind the dash.
    pub dashed: bool,
}

/// One date: where it is printed and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Point {
    pub from: usize,
    pub to: usize,
    /// `2021` or `2021-03`; none for a season, which JSON Resume has no form for.
    pub value: Option<String>,
}

const MONTHS: &[(&str, u8)] = &[
    // English and what is shared
    ("january", 1),
    ("february", 2),
    ("march", 3),
    ("april", 4),
    ("may", 5),
    ("june", 6),
    ("july", 7),
    ("august", 8),
    ("september", 9),
    ("october", 10),
    ("november", 11),
    ("december", 12),
    ("jan", 1),
    ("feb", 2),
    ("mar", 3),
    ("apr", 4),
    ("jun", 6),
    ("jul", 7),
    ("aug", 8),
    ("sept", 9),
    ("sep", 9),
    ("oct", 10),
    ("nov", 11),
    ("dec", 12),
    // German
    ("januar", 1),
    ("janner", 1),
    ("februar", 2),
    ("marz", 3),
    ("maerz", 3),
    ("mrz", 3),
    ("mai", 5),
    ("juni", 6),
    ("juli", 7),
    ("oktober", 10),
    ("dezember", 12),
    ("okt", 10),
    ("dez", 12),
    // French
    ("janvier", 1),
    ("fevrier", 2),
    ("mars", 3),
    ("avril", 4),
    ("juin", 6),
    ("juillet", 7),
    ("aout", 8),
    ("aou", 8),
    ("septembre", 9),
    ("octobre", 10),
    ("novembre", 11),
    ("decembre", 12),
    ("janv", 1),
    ("fevr", 2),
    ("fev", 2),
    ("avr", 4),
    ("juil", 7),
    // Italian
    ("gennaio", 1),
    ("febbraio", 2),
    ("marzo", 3),
    ("aprile", 4),
    ("maggio", 5),
    ("giugno", 6),
    ("luglio", 7),
    ("agosto", 8),
    ("settembre", 9),
    ("ottobre", 10),
    ("dicembre", 12),
    ("gen", 1),
    ("mag", 5),
    ("giu", 6),
    ("lug", 7),
    ("ago", 8),
    ("set", 9),
    ("ott", 10),
    ("dic", 12),
    // Spanish
    ("enero", 1),
    ("febrero", 2),
    ("abril", 4),
    ("mayo", 5),
    ("junio", 6),
    ("julio", 7),
    ("septiembre", 9),
    ("octubre", 10),
    ("noviembre", 11),
    ("diciembre", 12),
    ("ene", 1),
    ("abr", 4),
    // Portuguese
    ("janeiro", 1),
    ("fevereiro", 2),
    ("marco", 3),
    ("maio", 5),
    ("junho", 6),
    ("julho", 7),
    ("setembro", 9),
    ("outubro", 10),
    ("novembro", 11),
    ("dezembro", 12),
    ("out", 10),
    // Dutch
    ("januari", 1),
    ("februari", 2),
    ("maart", 3),
    ("mei", 5),
    ("augustus", 8),
    ("mrt", 3),
];

/// Words for "until today".
const TODAY: &str = r"present|presently|current|currently|today|now|ongoing|to date|heute|gegenwärtig|aktuell|laufend|jetzt|présent|aujourd['’]hui|actuel|actuellement|en cours|presente|oggi|attuale|in corso|actualidad|actual|hoy|actualmente|atualmente|atual|até o momento|até à data|até hoje|o momento|hoje|heden|huidig|nu|tot op heden|现在|至今|目前|現在|今|현재|الآن|الان|حتى الآن|حتى الان|היום|כיום|הווה";
const SEASON: &str = r"spring|summer|fall|autumn|winter|frühjahr|frühling|sommer|herbst|printemps|été|ete|automne|hiver|primavera|estate|autunno|inverno|verano|otoño|invierno|verão|outono|inverno|lente|voorjaar|zomer|herfst|najaar|wise|sose|ss|ws";

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    let mut names: Vec<&str> = vec!["märz", "mär", "jänner", "février", "août", "aoû", "décembre", "févr", "fév", "déc", "março"];
    names.extend(MONTHS.iter().map(|(name, _)| *name));
    // The longest name first, else "mar" would win over "march".
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let months = names.join("|");
    let year = r"(?:19[5-9]\d|20[0-4]\d)";
    let one = format!(
        r"(?:(?:\d{{1,2}}\.?\s+)?(?:{months})\.?,?(?:\s+|[/\-])(?:de\s+|del\s+)?['’]?{year}|(?:{SEASON})\s+{year}|{year}\s*年\s*(?:\d{{1,2}}\s*月|[春夏秋冬]季)?|\d{{1,2}}[/.](?:\d{{1,2}}[/.])?{year}|{year}[-/.](?:0[1-9]|1[0-2])(?:[-/.]\d{{2}})?|{year})"
    );
    let dash = r"(?:\s*(?:[-–—−‒~～]|至|到)+\s*|\s+(?:to|until|till|bis|à|au|a|al|hasta|até|fino a|tot en met|tot|t/m|إلى|الى|حتى|עד)\s+)";
    let since = r"(?:since|seit|depuis|dal|desde|sinds|vanaf|from|ab|da|del|منذ|מאז)";
    let pattern = format!(
        r"(?i)(?:\b(?P<since>{since})\s+)?(?:\b(?P<month>{months})\.?{dash})?(?P<first>\b{one})(?:(?P<dash>{dash})(?:(?P<last>{one})|(?P<today>{TODAY})\b)?)?"
    );
    Regex::new(&pattern).unwrap_or_else(|_| never())
});

static TODAY_ALONE: LazyLock<Regex> = LazyLock::new(|| Regex::new(&format!(r"^(?i)\s*(?:{TODAY})\s*$")).unwrap_or_else(|_| never()));
static DURATION: LazyLock<Regex> = LazyLock::new(|| {
    let unit = "years?|yrs?|months?|mos?|jahre?n?|monate?n?|ans?|années?|mois|anni|anno|mesi|mese|años?|mes(?:es)?|anos?|mês|jaar|jaren|maand(?:en)?|年|个月|ヶ月|개월";
    Regex::new(&format!(r"(?i)^[\s(·,]*(?:\d+\s*(?:{unit})[\s.,·&]*(?:and|und|et|en|e|y)?\s*)+\)?$")).unwrap_or_else(|_| never())
});

/// A pattern of ours that does not compile matches nothing; the tests would show it at once.
fn never() -> Regex {
    Regex::new(r"[^\s\S]").unwrap_or_else(|_| never())
}

/// All dates of a text, in order.
pub(crate) fn find(text: &str) -> Vec<Span> {
    DATE.captures_iter(text)
        .filter_map(|found| {
            let whole = found.get(0)?;
            let first = found.name("first")?;
            let last = found.name("last");
            let until_today = found.name("today").map(|word| (word.start(), word.end()));
            let today = until_today.is_some();
            let dash = found.name("dash");
            let month = found.name("month");
            let open = dash.is_some_and(|d| {
                text[d.end()..].trim().is_empty() && !d.as_str().trim().is_empty() && !d.as_str().trim().chars().any(char::is_alphabetic)
            }) && last.is_none()
                && !today;
            let closed_single = dash.is_some() && last.is_none() && !today && !open;
            let to = if closed_single { first.end() } else { whole.end() };
            // Part of a longer number or address ("10.1234/2023", "2020-2021-7") is no date.
            if touches_word(text, first.start(), to) {
                return None;
            }
            let point = |m: regex::Match<'_>| Point { from: m.start(), to: m.end(), value: value(m.as_str()) };
            let mut first_point = point(first);
            let mut last_point = last.map(point);
            if let Some(month) = month {
                // "May – Aug 2021": the first month borrows the year.
                let year = first_point.value.as_deref().and_then(|v| v.get(..4)).unwrap_or_default().to_owned();
                let number = month_number(month.as_str())?;
                let borrowed = Point { from: month.start(), to: month.end(), value: Some(format!("{year}-{number:02}")) };
                last_point = Some(std::mem::replace(&mut first_point, borrowed));
            }
            let since = found.name("since").is_some() && last_point.is_none();
            Some(Span {
                from: if since || month.is_some() { whole.start() } else { first.start() },
                to,
                range: last_point.is_some() || today || open || since,
                current: today || since,
                today: until_today,
                open,
                dashed: closed_single,
                first: Some(first_point),
                last: last_point,
            })
        })
        .collect()
}

/// "Present" alone in a cell.
pub(crate) fn is_today(text: &str) -> bool {
    TODAY_ALONE.is_match(text)
}

/// "2 years 10 months" alone in a cell.
pub(crate) fn is_duration(text: &str) -> bool {
    !text.trim().is_empty() && DURATION.is_match(text)
}

/// Whether a text is nothing but a date or range (brackets and a duration aside).
pub(crate) fn only(piece: &Piece) -> Option<Span> {
    let found = find(&piece.text);
    let (first, last) = (found.first()?, found.last()?);
    let blank = |text: &str| {
        let text = text.trim_matches(|c: char| c.is_whitespace() || "()[]|·•,;:–—-".contains(c));
        text.is_empty() || is_duration(text)
    };
    (blank(&piece.text[..first.from]) && blank(&piece.text[last.to..]) && found.len() <= 2).then(|| first.clone())
}

fn touches_word(text: &str, from: usize, to: usize) -> bool {
    let before = text[..from].chars().next_back();
    let after = text[to..].chars().next();
    let glued = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '@' | '/' | '=' | '%' | '+'));
    glued(before)
        || glued(after)
        || (before == Some('.') && text[..from].len() > 1 && text[..from - 1].ends_with(|c: char| c.is_ascii_digit()))
}

fn month_number(name: &str) -> Option<u8> {
    let name = plain(name);
    MONTHS.iter().find(|(month, _)| *month == name).map(|(_, number)| *number)
}

/// `2021-03` from "März 2021", "03/2021", "2021年3月"; the year alone where there is no month.
fn value(printed: &str) -> Option<String> {
    let plain = plain(&printed.replace(['/', '-'], " ").replace('.', " "));
    let mut year = None;
    let mut month = None;
    let mut numbers = Vec::new();
    for token in plain.split(|c: char| c.is_whitespace() || matches!(c, '年' | '月')).filter(|t| !t.is_empty()) {
        if token.len() == 4 && token.chars().all(|c| c.is_ascii_digit()) {
            year = token.parse::<u16>().ok();
        } else if let Ok(number) = token.parse::<u8>() {
            numbers.push(number);
        } else if let Some(number) = month_number(token) {
            month = Some(number);
        } else if !matches!(token, "de" | "del") {
            return None;
        }
    }
    let year = year?;
    // "15.03.2021" is day before month; "2021-03-15" month before day; "03/2021" has the month alone.
    let starts_with_year = plain.starts_with(&year.to_string());
    let numeric = if starts_with_year { numbers.first() } else { numbers.last() };
    match month.or(numeric.copied().filter(|n| (1..=12).contains(n))) {
        Some(month) => Some(format!("{year}-{month:02}")),
        None => Some(year.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(text: &str) -> (Option<String>, Option<String>, bool) {
        let span = find(text).into_iter().next().expect("a date");
        (span.first.and_then(|p| p.value), span.last.and_then(|p| p.value), span.current)
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn ranges_in_many_languages() {
        assert_eq!(ends("Sept 2018 – May 2023"), (some("2018-09"), some("2023-05"), false));
        assert_eq!(ends("März 2019 bis heute"), (some("2019-03"), None, true));
        assert!(ends("Mär 2017 – gegenwärtig").2);
        assert_eq!(ends("março de 2019 – até o momento"), (some("2019-03"), None, true));
        assert_eq!(ends("fev/2016 a dez/2018"), (some("2016-02"), some("2018-12"), false));
        assert_eq!(ends("setembro de 2015 até outubro de 2017"), (some("2015-09"), some("2017-10"), false));
        assert_eq!(ends("mrt 2018 – heden"), (some("2018-03"), None, true));
        assert_eq!(ends("augustus 2015 t/m mei 2017"), (some("2015-08"), some("2017-05"), false));
        assert!(ends("sinds januari 2021").2);
        assert_eq!(ends("2018年4月～現在"), (some("2018-04"), None, true));
        assert_eq!(ends("2018 - 현재"), (some("2018"), None, true));
        assert_eq!(ends("2018 – الآن"), (some("2018"), None, true));
        assert_eq!(ends("2015 – היום"), (some("2015"), None, true));
        assert_eq!(ends("juin 2018 – févr. 2021"), (some("2018-06"), some("2021-02"), false));
        assert_eq!(ends("set 2018 - ott 2020"), (some("2018-09"), some("2020-10"), false));
        assert_eq!(ends("enero de 2015 – presente"), (some("2015-01"), None, true));
        assert_eq!(ends("2020 - 现在"), (some("2020"), None, true));
        assert_eq!(ends("2019年3月 - 2020年12月"), (some("2019-03"), some("2020-12"), false));
        assert_eq!(ends("03/2019 - 11/2021"), (some("2019-03"), some("2021-11"), false));
        assert_eq!(ends("01.04.2019 – 31.12.2020"), (some("2019-04"), some("2020-12"), false));
        assert_eq!(ends("2019-03 – 2020-01"), (some("2019-03"), some("2020-01"), false));
        assert_eq!(ends("May – Aug 2021"), (some("2021-05"), some("2021-08"), false));
        assert_eq!(ends("seit 2020"), (some("2020"), None, true));
    }

    #[test]
    fn a_season_is_printed_but_has_no_value() {
        let span = find("Summer 2017").remove(0);
        assert_eq!(span.first.and_then(|p| p.value), None);
        assert_eq!((span.from, span.to), (0, 11));
    }

    #[test]
    fn an_open_range_waits_for_the_next_line() {
        assert!(find("June 2020 –").remove(0).open);
        assert!(!find("June 2020 – Acme").remove(0).open);
        assert!(is_today(" Present "));
    }

    #[test]
    fn numbers_that_are_no_dates() {
        assert!(find("10.1234/neurips.2023.1234").is_empty());
        assert!(find("0000-0003-9876-5432").is_empty());
        assert!(find("+86 138 2000000").is_empty());
        assert!(is_duration("2 years 10 months"));
        assert!(is_duration("(2 jaar en 3 maanden)") && is_duration("1 ano 2 meses"));
        assert!(!is_duration("2 engineers"));
    }
}
