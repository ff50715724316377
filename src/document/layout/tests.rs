use super::*;

fn run(x: f32, baseline: f32, text: &str) -> Run {
    let width = text.chars().count() as f32 * 5.0;
    Run { text: text.into(), x, y: baseline - 10.0, width, height: 10.0, size: 10.0, bold: false }
}

fn text_of(runs: Vec<Run>) -> String {
    arrange(1, 600.0, 800.0, runs).text
}

#[test]
fn runs_on_one_baseline_are_one_line_whatever_their_order() {
    let text = text_of(vec![run(80.0, 100.0, "world"), run(50.0, 100.4, "hello"), run(50.0, 114.0, "again")]);
    assert_eq!(text, "hello world\nagain");
}

#[test]
fn a_wide_gap_is_a_tab_and_a_bullet_keeps_its_text() {
    let text = text_of(vec![run(50.0, 100.0, "Engineer"), run(400.0, 100.0, "2019"), run(50.0, 114.0, "•"), run(70.0, 114.0, "built")]);
    assert_eq!(text, "Engineer\t2019\n• built");
}

#[test]
fn icons_divide_and_are_not_text() {
    let text =
        text_of(vec![run(50.0, 100.0, "\u{f0e0}"), run(57.0, 100.0, "a@b.c"), run(84.0, 100.0, "\u{f095}"), run(91.0, 100.0, "123")]);
    assert_eq!(text, "a@b.c\t123");
}

#[test]
fn two_columns_with_their_own_baselines_are_read_one_after_the_other() {
    let mut runs = vec![run(50.0, 60.0, "A name that is printed across the whole width of the page, as names are, in one line")];
    for row in 0..8_u8 {
        let y = 100.0 + f32::from(row) * 14.0;
        runs.push(run(50.0, y, &format!("left {row} with a text")));
        runs.push(run(400.0, y + 6.0, &format!("right {row}")));
    }
    let page = arrange(1, 600.0, 800.0, runs);
    let lines: Vec<&str> = page.text.lines().collect();
    assert_eq!(lines[1], "left 0 with a text");
    assert_eq!(lines[8], "left 7 with a text");
    assert_eq!(lines[9], "right 0");
    assert_eq!(page.lines[9].column, 1);
}

#[test]
fn dates_in_a_margin_stay_with_their_lines() {
    let mut runs = Vec::new();
    for row in 0..8_u8 {
        let y = 100.0 + f32::from(row) * 14.0;
        runs.push(run(50.0, y, "2019 - 2020"));
        runs.push(run(150.0, y, &format!("Role {row}")));
    }
    assert_eq!(text_of(runs).lines().next(), Some("2019 - 2020\tRole 0"));
}

#[test]
fn columns_on_the_same_grid_are_known_by_their_headings() {
    let mut runs = Vec::new();
    for row in 0..8_u8 {
        let y = 100.0 + f32::from(row) * 14.0;
        let heading = row % 4 == 0;
        runs.push(run(50.0, y, if heading { "EXPERIENCE" } else { "left text" }));
        runs.push(run(400.0, y, if heading { "SKILLS" } else { "right" }));
    }
    assert_eq!(text_of(runs).lines().nth(1), Some("left text"));
}

#[test]
fn offsets_count_characters() {
    let page = arrange(1, 600.0, 800.0, vec![run(50.0, 100.0, "Zürich"), run(50.0, 114.0, "Köln")]);
    assert_eq!((page.lines[1].start, page.lines[1].end), (7, 11));
}
