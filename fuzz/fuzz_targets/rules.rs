//! The rules that find facts, on whatever text comes: each fact has to stand where it says.
#![no_main]

use job_agent::document::Format;
use libfuzzer_sys::fuzz_target;
use server::adapters::builtin::reading::read_document;

fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = server::adapters::reader::read_as(Format::Text, bytes) else { return };
    let Ok(reading) = read_document(&document) else { return };
    for fact in reading.facts {
        let page = &document.pages[fact.place.page as usize - 1];
        assert!(fact.place.start < fact.place.end && fact.place.end as usize <= page.text.chars().count(), "{fact:?}");
    }
});
