//! What holds for the whole tree, and what no compiler checks. Each message says what to do instead.

#![expect(clippy::unwrap_used, reason = "a check that cannot read the tree fails")]

mod tree;

use regex::Regex;
use std::collections::HashMap;
use std::process::Command;
use tree::{File, files, root};

/// What the product must not know, by the start of the crate's name.
const VENDORS: [&str; 10] = ["redis", "leptos", "axum", "reqwest", "lettre", "genai", "typst", "object_store", "apalis", "pdf_oxide"];

#[test]
fn the_product_knows_no_web_framework_no_vendor_and_no_other_member() {
    let answer = Command::new(env!("CARGO"))
        .args([
            "tree", "--package", "job-agent", "--features", "server", "--edges", "normal", "--prefix", "none", "--format", "{p}",
            "--offline",
        ])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
    let text = String::from_utf8(answer.stdout).unwrap();
    assert!(text.starts_with("job-agent"), "cargo tree answered: {text}");
    for name in text.lines().filter_map(|line| line.split_whitespace().next()) {
        assert!(
            !VENDORS.iter().any(|vendor| name.starts_with(vendor)),
            "job-agent depends on {name}; put it behind a port, into server/src/adapters"
        );
        assert!(!["app", "server", "frontend"].contains(&name), "job-agent depends on {name}");
    }
}

/// All that is wrong at once, with what to do instead.
fn none(wrong: &[String], instead: &str) {
    assert!(wrong.is_empty(), "{}\n{instead}", wrong.join("\n"));
}

/// The modules of `src/lib.rs` in their order there: foundations, then slices.
fn modules() -> (Vec<String>, Vec<String>) {
    let text = std::fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let (before, after) = text.split_once("// Slices").expect("src/lib.rs says where the slices begin");
    let foundations = before.split_once("// Foundations").expect("src/lib.rs says where the foundations begin").1;
    let names = |part: &str| part.lines().filter_map(|line| Some(line.strip_prefix("pub mod ")?.strip_suffix(';')?.to_owned())).collect();
    (names(foundations), names(after))
}

#[test]
fn a_foundation_names_no_slice_and_a_slice_only_earlier_ones() {
    let (foundations, slices) = modules();
    let rank: HashMap<&str, usize> = slices.iter().enumerate().map(|(rank, name)| (name.as_str(), rank)).collect();
    let mention = Regex::new(r"\bcrate::([a-z_]+)").unwrap();
    let mut wrong = Vec::new();
    for file in files(&["src"], "rs") {
        let Some(module) = file.path.split('/').nth(1).map(|name| name.trim_end_matches(".rs")) else { continue };
        if !(foundations.iter().any(|name| name == module) || rank.contains_key(module)) {
            continue;
        }
        for (number, line) in file.code() {
            for named in mention.captures_iter(line).filter_map(|found| found.get(1)) {
                let Some(named_rank) = rank.get(named.as_str()) else { continue };
                if rank.get(module).is_none_or(|own| named_rank > own) {
                    wrong.push(format!("{}:{number}: `{module}` may not name `{}`", file.path, named.as_str()));
                }
            }
        }
    }
    none(&wrong, "name what stands above in src/lib.rs, or answer with a run or an event");
}

/// The store of a slice, the two foundations that keep books, and the launcher that makes the roles.
fn may_hold_sql(path: &str) -> bool {
    path.ends_with("/store.rs")
        || path.contains("/store/")
        || ["src/db", "src/run", "server/src/postgres"].iter().any(|start| path.starts_with(start))
}

#[test]
fn sql_lives_in_the_stores() {
    let sql = Regex::new(r#"\bsqlx::(query|raw_sql)|\bquery(_as|_scalar)?!\(|"\s*(SELECT\s|INSERT INTO\s|UPDATE \w+ SET\s|DELETE FROM\s)"#)
        .unwrap();
    let mut wrong = Vec::new();
    for file in files(&["src", "app/src", "server/src"], "rs") {
        if may_hold_sql(&file.path) || file.is_test() {
            continue;
        }
        for (number, line) in file.code() {
            if sql.is_match(line) {
                wrong.push(format!("{}:{number}: {}", file.path, line.trim()));
            }
        }
    }
    none(&wrong, "SQL belongs into src/<slice>/store.rs, src/db, src/run or migrations/");
}

#[test]
fn no_module_has_a_name_that_says_nothing() {
    const EMPTY: [&str; 10] = ["util", "utils", "common", "helper", "helpers", "service", "services", "manager", "managers", "misc"];
    for file in files(&["src", "app/src", "server/src", "frontend/src"], "rs") {
        let parts = file.path.split('/').map(|part| part.trim_end_matches(".rs"));
        assert!(!parts.clone().any(|part| EMPTY.contains(&part)), "{}: name the module after what it holds", file.path);
    }
}

#[test]
fn files_stay_small_enough_to_read() {
    let mut wrong = Vec::new();
    for file in files(&["src", "app/src", "server/src", "frontend/src"], "rs") {
        let (lines, limit) = (file.text.lines().count(), if file.is_test() { 600 } else { 400 });
        if lines > limit {
            wrong.push(format!("{}: {lines} lines, {limit} are the limit", file.path));
        }
    }
    none(&wrong, "cut it at a noun");
}

#[test]
fn the_browsers_entry_point_stays_an_entry_point() {
    let text = std::fs::read_to_string(root().join("frontend/src/lib.rs")).unwrap();
    assert!(text.trim_end().lines().count() <= 9, "frontend/src/lib.rs has more than nine lines; what people see lives in app/");
}

#[test]
fn the_environment_is_read_in_one_place() {
    let reading = Regex::new(r"\benv::(var|vars)\(").unwrap();
    for file in files(&["src", "app/src"], "rs") {
        for (number, line) in file.code() {
            assert!(!reading.is_match(line), "{}:{number}: settings come in as values from server/src/config.rs", file.path);
        }
    }
}

#[test]
fn migrations_say_why() {
    for File { path, text } in files(&["migrations"], "sql") {
        assert!(text.trim_start().starts_with("--"), "{path}: begin with a comment that says why");
    }
}
