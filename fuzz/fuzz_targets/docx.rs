#![no_main]

use job_agent::document::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = server::adapters::reader::read_as(Format::Docx, bytes);
});
