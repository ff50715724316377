//! LinkedIn's data export: a ZIP of tables, each with its columns' names in the first line.

use super::archive::Archive;
use super::ledger::Ledger;
use super::text::decoded;
use job_agent::document::{Document, Format, Limit, Unreadable};

/// Rows of one table that are read; nobody has had so many positions.
const MOST_ROWS: usize = 2000;

pub(super) fn read(bytes: &[u8]) -> Result<Document, Unreadable> {
    let mut archive = Archive::open(bytes, Format::LinkedIn)?;
    let names = archive.names();
    let mut ledger = Ledger::default();
    ledger.title("LinkedIn export");
    let mut known = 0;
    for (file, columns, write) in TABLES {
        // The files may lie in a folder; of two with one name the first is read.
        let Some(path) = names.iter().find(|name| name.rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(file))) else {
            continue;
        };
        let Some(bytes) = archive.read(path)? else { continue };
        if let Some(table) = Table::read(&decoded(&bytes), columns)? {
            known += 1;
            write(&table, file, &mut ledger);
        } else {
            ledger.note(format!("{file} has other columns than LinkedIn's export and was left out."));
        }
    }
    if known == 0 {
        return Err(Unreadable::Broken(Format::LinkedIn, "none of its tables is one of LinkedIn's export".into()));
    }
    ledger.finish(Format::LinkedIn, None)
}

/// A table's rows below the line with its columns' names. Some tables have notes above that line.
struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn read(text: &str, wanted: &[&str]) -> Result<Option<Self>, Unreadable> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut table: Option<Self> = None;
        for record in reader.records() {
            let Ok(record) = record else { break };
            let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
            match &mut table {
                Some(table) if table.rows.len() >= MOST_ROWS => return Err(Unreadable::TooHeavy(Limit::Parts)),
                Some(table) => table.rows.push(cells),
                None if wanted.iter().all(|name| cells.iter().any(|cell| cell.eq_ignore_ascii_case(name))) => {
                    table = Some(Self { columns: cells, rows: Vec::new() });
                }
                None => {}
            }
        }
        Ok(table)
    }

    /// The rows, counted as a spreadsheet counts them when nothing stands above the names.
    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().enumerate().map(|(at, cells)| Row { table: self, cells, number: at + 2 })
    }
}

#[derive(Clone, Copy)]
struct Row<'a> {
    table: &'a Table,
    cells: &'a [String],
    number: usize,
}

impl Row<'_> {
    fn get(&self, column: &str) -> &str {
        let at = self.table.columns.iter().position(|name| name.eq_ignore_ascii_case(column));
        at.and_then(|at| self.cells.get(at)).map_or("", String::as_str)
    }

    fn is_blank(&self) -> bool {
        self.cells.iter().all(String::is_empty)
    }
}

type Write = fn(&Table, &str, &mut Ledger);

/// File, the columns that make it the table that we know, and what its rows say.
const TABLES: &[(&str, &[&str], Write)] = &[
    ("Profile.csv", &["First Name", "Last Name"], profile),
    ("Email Addresses.csv", &["Email Address"], addresses),
    ("PhoneNumbers.csv", &["Number"], phones),
    ("Positions.csv", &["Company Name", "Title"], |table, file, ledger| {
        list(
            table,
            file,
            ledger,
            "work",
            &[("Company Name", "name"), ("Title", "position"), ("Description", "summary"), ("Location", "location")],
            PERIOD,
        );
    }),
    ("Education.csv", &["School Name"], |table, file, ledger| {
        let dates = &[("Start Date", "startDate"), ("End Date", "endDate")];
        list(table, file, ledger, "education", &[("School Name", "institution"), ("Degree Name", "studyType")], dates);
    }),
    ("Skills.csv", &["Name"], |table, file, ledger| list(table, file, ledger, "skills", &[("Name", "name")], &[])),
    ("Languages.csv", &["Name"], |table, file, ledger| {
        list(table, file, ledger, "languages", &[("Name", "language"), ("Proficiency", "fluency")], &[]);
    }),
    ("Certifications.csv", &["Name"], |table, file, ledger| {
        list(table, file, ledger, "certificates", &[("Name", "name"), ("Url", "url"), ("Authority", "issuer")], &[("Started On", "date")]);
    }),
    ("Projects.csv", &["Title"], |table, file, ledger| {
        list(table, file, ledger, "projects", &[("Title", "name"), ("Description", "description"), ("Url", "url")], PERIOD);
    }),
    ("Volunteering.csv", &["Role"], |table, file, ledger| {
        list(
            table,
            file,
            ledger,
            "volunteer",
            &[("Company Name", "organization"), ("Role", "position"), ("Description", "summary")],
            PERIOD,
        );
    }),
    ("Honors.csv", &["Title"], |table, file, ledger| {
        list(table, file, ledger, "awards", &[("Title", "title"), ("Description", "summary")], &[("Issued On", "date")]);
    }),
    ("Publications.csv", &["Name"], |table, file, ledger| {
        let fields = &[("Name", "name"), ("Publisher", "publisher"), ("Description", "summary"), ("Url", "url")];
        list(table, file, ledger, "publications", fields, &[("Published On", "releaseDate")]);
    }),
];

const PERIOD: &[(&str, &str)] = &[("Started On", "startDate"), ("Finished On", "endDate")];

/// A table whose rows are entries of a section.
fn list(table: &Table, file: &str, ledger: &mut Ledger, section: &str, fields: &[(&str, &str)], dates: &[(&str, &str)]) {
    for (at, row) in table.rows().filter(|row| !row.is_blank()).enumerate() {
        ledger.heading(format!("{file}, row {}", row.number));
        for (column, field) in fields {
            ledger.say(column, format!("{section}[{at}].{field}"), row.get(column));
        }
        for (column, field) in dates {
            ledger.say_date(column, format!("{section}[{at}].{field}"), row.get(column));
        }
    }
}

fn profile(table: &Table, file: &str, ledger: &mut Ledger) {
    let Some(row) = table.rows().find(|row| !row.is_blank()) else { return };
    ledger.heading(format!("{file}, row {}", row.number));
    ledger.say("First Name, Last Name", "basics.name", &format!("{} {}", row.get("First Name"), row.get("Last Name")));
    ledger.say("Headline", "basics.label", row.get("Headline"));
    ledger.say("Summary", "basics.summary", row.get("Summary"));
    ledger.say("Address", "basics.location.address", row.get("Address"));
    ledger.say("Zip Code", "basics.location.postalCode", row.get("Zip Code"));
    ledger.say("Geo Location", "basics.location.region", row.get("Geo Location"));
    let mut number = 0;
    for handle in bracketed(row.get("Twitter Handles")) {
        let base = format!("basics.profiles[{number}]");
        ledger.say("Twitter Handles", format!("{base}.username"), handle);
        ledger.say_as("Network", format!("{base}.network"), "Twitter", Some("Twitter".into()));
        number += 1;
    }
    for (at, site) in bracketed(row.get("Websites")).into_iter().enumerate() {
        // "PERSONAL:https://…"
        let (kind, address) = site.split_once(':').filter(|(kind, _)| kind.chars().all(char::is_uppercase)).unwrap_or(("", site));
        if at == 0 {
            ledger.say("Websites", "basics.url", address);
        } else {
            ledger.say("Websites", format!("basics.profiles[{number}].url"), address);
            ledger.say("Kind", format!("basics.profiles[{number}].network"), kind);
            number += 1;
        }
    }
}

/// `[a,b]` as its parts.
fn bracketed(text: &str) -> Vec<&str> {
    text.trim_matches(['[', ']']).split(',').map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// The address that is the primary one, else the first.
fn addresses(table: &Table, file: &str, ledger: &mut Ledger) {
    let rows: Vec<Row<'_>> = table.rows().filter(|row| !row.get("Email Address").is_empty()).collect();
    if let Some(row) = rows.iter().find(|row| row.get("Primary").eq_ignore_ascii_case("yes")).or(rows.first()) {
        ledger.heading(format!("{file}, row {}", row.number));
        ledger.say("Email Address", "basics.email", row.get("Email Address"));
    }
}

fn phones(table: &Table, file: &str, ledger: &mut Ledger) {
    if let Some(row) = table.rows().find(|row| !row.get("Number").is_empty()) {
        ledger.heading(format!("{file}, row {}", row.number));
        ledger.say("Number", "basics.phone", row.get("Number"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write as _};
    use zip::write::SimpleFileOptions;

    fn export(files: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in files {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn rows_become_facts_that_say_which_row() {
        let document = read(&export(&[
            ("Complete/Profile.csv", "\u{feff}First Name,Last Name,Headline,Websites,Twitter Handles\r\nAda,Muster,\"Engineer, \"\"calm\"\"\",\"[PERSONAL:https://ada.example,BLOG:https://b.example]\",[ada_x]\r\n"),
            ("Complete/Positions.csv", "Company Name,Title,Description,Location,Started On,Finished On\nAcme,Engineer,\"Two\nlines\",Berlin,Feb 2022,\n\"Blue, Ltd\",Intern,,,2016,Jan 2017\n"),
            ("Complete/Email Addresses.csv", "Email Address,Confirmed,Primary\nold@x.example,Yes,No\nada@x.example,Yes,Yes\n"),
            ("Complete/Connections.csv", "Notes:\n\"x\"\n\nFirst Name,Last Name\nSomebody,Else\n"),
        ]))
        .unwrap();
        let value = |path: &str| document.stated.iter().find(|one| one.path == path).and_then(|one| one.value.clone());
        for (path, expected) in [
            ("basics.name", "Ada Muster"),
            ("basics.label", "Engineer, \"calm\""),
            ("basics.url", "https://ada.example"),
            ("basics.email", "ada@x.example"),
            ("work[0].startDate", "2022-02"),
            ("work[0].summary", "Two\nlines"),
            ("work[1].name", "Blue, Ltd"),
            ("work[1].endDate", "2017-01"),
        ] {
            assert_eq!(value(path).as_deref(), Some(expected), "{path}");
        }
        assert_eq!(value("work[0].endDate"), None);
        let text = &document.pages[0].text;
        assert!(text.contains("Positions.csv, row 3\nCompany Name: Blue, Ltd") && !text.contains("Somebody"), "{text}");
    }

    #[test]
    fn tables_that_are_none_of_linkedins_are_refused() {
        let told = read(&export(&[("Profile.csv", "a,b\n1,2\n")])).unwrap_err().to_string();
        assert!(told.contains("LinkedIn export") && told.contains("none of its tables"), "{told}");
        let told = read(&export(&[("Profile.csv", "First Name,Last Name\n")])).unwrap_err();
        assert_eq!(told, Unreadable::Empty(Format::LinkedIn));
    }
}
