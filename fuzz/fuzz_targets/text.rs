#![no_main]

use job_agent::document::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for format in [Format::Text, Format::Markdown] {
        let _ = server::adapters::reader::read_as(format, bytes);
    }
});
