//! What the documents name exists: links, commands and settings.

#![expect(clippy::unwrap_used, reason = "a check that cannot read the tree fails")]

mod tree;

use regex::Regex;
use tree::{File, files, root};

fn documents() -> Vec<File> {
    let names = ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "docs"];
    files(&names, "md")
}

#[test]
fn links_lead_somewhere() {
    let link = Regex::new(r"\]\(([^)#\s]+)(#[^)]*)?\)").unwrap();
    let mut wrong = Vec::new();
    for document in documents() {
        let folder = root().join(&document.path).parent().unwrap().to_path_buf();
        for target in link.captures_iter(&document.text).filter_map(|found| found.get(1)) {
            let target = target.as_str();
            if !target.contains("://") && !target.starts_with("mailto:") && !folder.join(target).exists() {
                wrong.push(format!("{}: the link to {target} leads nowhere", document.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn commands_and_paths_exist() {
    let path =
        Regex::new(r"`(?:\S+=\S+ )*((?:script|deploy|migrations|style|end2end|server|app|src|frontend|docs|public)/[\w./-]*)").unwrap();
    let mut wrong = Vec::new();
    for document in documents() {
        for named in path.captures_iter(&document.text).filter_map(|found| found.get(1)) {
            if !(root().join(named.as_str()).exists()) {
                wrong.push(format!("{}: there is no {}", document.path, named.as_str()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn settings_are_read_by_something() {
    let setting = Regex::new(r"`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=[^`]*)?`").unwrap();
    let mut readers = String::new();
    for extension in ["rs", "sh", "ts", "sql", "toml", "yaml"] {
        for file in files(&["server/src", "server/benches", "script", "deploy", "end2end", ".cargo", "clippy.toml"], extension) {
            readers.push_str(&file.text);
        }
    }
    for file in ["script/run", "script/test", "script/setup", "Caddyfile", ".ci/run"] {
        readers.push_str(&std::fs::read_to_string(root().join(file)).unwrap_or_default());
    }
    let mut wrong = Vec::new();
    for document in documents() {
        for named in setting.captures_iter(&document.text).filter_map(|found| found.get(1)) {
            if !(readers.contains(named.as_str())) {
                wrong.push(format!("{}: nothing reads {}", document.path, named.as_str()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn tests_that_are_named_exist() {
    let name = Regex::new(r"`([a-z0-9]+(?:_[a-z0-9]+){3,})`").unwrap();
    let tests: String = files(&["src", "app/src", "server/src", "server/tests"], "rs").into_iter().map(|file| file.text).collect();
    let mut wrong = Vec::new();
    for document in documents() {
        for named in name.captures_iter(&document.text).filter_map(|found| found.get(1)) {
            if !tests.contains(&format!("fn {}(", named.as_str())) {
                wrong.push(format!("{}: there is no test {}", document.path, named.as_str()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The last column of these tables holds tests and files alone, so there even a short name is looked for.
#[test]
fn requirements_name_tests_that_exist() {
    let tests: String = files(&["src", "app/src", "server/src", "server/tests"], "rs").into_iter().map(|file| file.text).collect();
    let text = std::fs::read_to_string(root().join("docs/asvs.md")).unwrap();
    let mut wrong = Vec::new();
    for row in text.lines().filter(|line| line.starts_with("| V")) {
        let last = row.trim_end_matches(" |").rsplit(" | ").next().unwrap_or_default();
        for named in last.split('`').skip(1).step_by(2) {
            let is_file = named.contains('/') && root().join(named).exists();
            if !is_file && !tests.contains(&format!("fn {named}(")) {
                wrong.push(format!("docs/asvs.md: there is no test {named}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn subcommands_exist() {
    let command = Regex::new(r"`job-agent ([a-z][a-z-]+)").unwrap();
    let program: String = files(&["server/src"], "rs").into_iter().map(|file| file.text).collect();
    let mut wrong = Vec::new();
    for document in documents() {
        for named in command.captures_iter(&document.text).filter_map(|found| found.get(1)) {
            let variant: String = named.as_str().split('-').map(|word| word[..1].to_uppercase() + &word[1..]).collect();
            if !(program.contains(&variant)) {
                wrong.push(format!("{}: there is no `job-agent {}`", document.path, named.as_str()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
