//! The tree's own files, read as text.

use std::path::{Path, PathBuf};

/// A file with its path from the root, with slashes.
pub struct File {
    pub path: String,
    pub text: String,
}

/// The folder of the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// All files below these folders (or these very files) whose name ends so, in order.
pub fn files(places: &[&str], extension: &str) -> Vec<File> {
    let mut paths = Vec::new();
    for place in places {
        walk(&root().join(place), &mut paths);
    }
    paths.retain(|path| path.extension().is_some_and(|found| found == extension));
    paths.sort();
    paths
        .into_iter()
        .map(|path| File {
            text: std::fs::read_to_string(&path).unwrap(),
            path: path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned(),
        })
        .collect()
}

fn walk(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_file() {
        found.push(path.to_path_buf());
        return;
    }
    let Ok(entries) = std::fs::read_dir(path) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        if !["target", "node_modules"].contains(&name.to_str().unwrap_or_default()) {
            walk(&entry.path(), found);
        }
    }
}

#[allow(dead_code, reason = "each test program uses a part")]
impl File {
    /// Whether the whole file is tests.
    pub fn is_test(&self) -> bool {
        self.path.ends_with("/tests.rs") || self.path.contains("/tests/") || self.path.ends_with("_tests.rs")
    }

    /// The lines that are neither comments nor tests, with their numbers.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let tests = !self.is_test();
        self.text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
            .take_while(move |(_, line)| !(tests && line.trim() == "#[cfg(test)]"))
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}
