//! Files that are small until they are unpacked. The parser passes over a stream that unpacks to too much, as if there
//! were nothing in it, and a bomb would be taken for a scan; so streams are weighed before the parser sees them.

use super::broken;
use flate2::bufread::ZlibDecoder;
use job_agent::document::{Limit, Unreadable};
use regex::bytes::Regex;
use std::io::{BufRead, BufReader, Read};

/// What all streams together may unpack to, pictures excepted: those are never unpacked here.
const MOST: u64 = 64 * 1024 * 1024;
/// The parser passes over a stream that grows by more than this.
const MOST_GROWTH: u64 = 100;
/// Of smaller ones nobody has anything to fear.
const LARGE: u64 = 64 * 1024;
/// Streams may be packed several times over.
const MOST_LAYERS: usize = 4;
/// As far before its stream as a dictionary is looked for.
const LONGEST_DICTIONARY: usize = 4096;

/// Whether a file holds streams that the parser would pass over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Light,
    /// Some stream unpacks to more than a hundred times its size. If no text is found, that is why.
    Dense,
}

/// Unpacks every stream without keeping anything.
///
/// # Errors
/// When they unpack to more than is read.
pub(super) fn weigh(bytes: &[u8]) -> Result<Weight, Unreadable> {
    let start = Regex::new(r"stream\r?\n").map_err(|_| broken("it cannot be weighed"))?;
    let (mut left, mut weight) = (MOST, Weight::Light);
    for found in start.find_iter(bytes) {
        let layers = layers(dictionary(&bytes[..found.start()]));
        if layers == 0 || bytes[..found.start()].ends_with(b"end") {
            continue;
        }
        let (packed, unpacked) = unpack(&bytes[found.end()..], layers, left);
        left = left.checked_sub(unpacked).ok_or(Unreadable::TooHeavy(Limit::Unpacked))?;
        if unpacked > LARGE && unpacked / packed.max(1) > MOST_GROWTH {
            weight = Weight::Dense;
        }
    }
    Ok(weight)
}

/// What stands between the last `obj` and the stream.
fn dictionary(before: &[u8]) -> &[u8] {
    let near = &before[before.len().saturating_sub(LONGEST_DICTIONARY)..];
    near.windows(3).rposition(|window| window == b"obj").map_or(near, |at| &near[at..])
}

/// How often a stream is packed; pictures count as not at all.
fn layers(dictionary: &[u8]) -> usize {
    let count = |name: &[u8]| dictionary.windows(name.len()).filter(|window| *window == name).count();
    if count(b"/Image") > 0 { 0 } else { count(b"/FlateDecode").min(MOST_LAYERS) }
}

/// How many bytes were taken and given, the latter counted to one more than `most`. What is broken counts as far as it goes.
fn unpack(bytes: &[u8], layers: usize, most: u64) -> (u64, u64) {
    let mut rest = bytes;
    let mut unpacked = 0;
    {
        let mut reader: Box<dyn BufRead + '_> = Box::new(&mut rest);
        for _ in 0..layers {
            reader = Box::new(BufReader::new(ZlibDecoder::new(reader)));
        }
        let mut reader = reader.take(most + 1);
        let mut space = vec![0; 64 * 1024];
        while let Ok(count @ 1..) = reader.read(&mut space) {
            unpacked += count as u64;
        }
    }
    ((bytes.len() - rest.len()) as u64, unpacked)
}
