//! A ZIP archive of a few files, not compressed: what takes space in it (PDF) is compressed already, and every program opens it.

/// Files one after the other, and a list of them at the end.
#[derive(Debug, Default)]
pub struct Archive {
    bytes: Vec<u8>,
    list: Vec<u8>,
    count: u16,
}

/// 1 January 1980, the first day that the format knows; the export's own time stands in its README.
const DAY: u16 = 0x0021;
/// Names are UTF-8.
const UTF8: u16 = 0x0800;

impl Archive {
    /// Adds a file. False when the archive would grow past what the format can count.
    #[must_use]
    pub fn add(&mut self, name: &str, content: &[u8]) -> bool {
        let (Ok(size), Ok(place), Ok(length)) = (u32::try_from(content.len()), u32::try_from(self.bytes.len()), u16::try_from(name.len()))
        else {
            return false;
        };
        if self.count == u16::MAX || u32::try_from(self.bytes.len() + content.len() + name.len() + 100).is_err() {
            return false;
        }
        let mut both = Vec::with_capacity(26);
        for part in [10, UTF8, 0, 0, DAY] {
            both.extend(u16::to_le_bytes(part));
        }
        for part in [checksum(content), size, size] {
            both.extend(u32::to_le_bytes(part));
        }
        both.extend(length.to_le_bytes());
        both.extend([0, 0]);
        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(&both);
        self.bytes.extend(name.as_bytes());
        self.bytes.extend(content);
        self.list.extend(b"PK\x01\x02\x14\x00");
        self.list.extend(&both);
        self.list.extend([0; 10]);
        self.list.extend(place.to_le_bytes());
        self.list.extend(name.as_bytes());
        self.count += 1;
        true
    }

    /// The whole file.
    pub fn finish(mut self) -> Vec<u8> {
        let place = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX);
        let length = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.bytes.extend(&self.list);
        self.bytes.extend(b"PK\x05\x06\0\0\0\0");
        self.bytes.extend(self.count.to_le_bytes());
        self.bytes.extend(self.count.to_le_bytes());
        self.bytes.extend(length.to_le_bytes());
        self.bytes.extend(place.to_le_bytes());
        self.bytes.extend([0, 0]);
        self.bytes
    }
}

/// CRC-32 as the format wants it.
fn checksum(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = {
        let mut table = [0u32; 256];
        let mut number = 0;
        while number < 256 {
            let mut rest = number as u32;
            let mut bit = 0;
            while bit < 8 {
                rest = if rest & 1 == 1 { 0xEDB8_8320 ^ (rest >> 1) } else { rest >> 1 };
                bit += 1;
            }
            table[number] = rest;
            number += 1;
        }
        table
    };
    !bytes.iter().fold(!0u32, |sum, byte| TABLE[((sum ^ u32::from(*byte)) & 0xFF) as usize] ^ (sum >> 8))
}

#[cfg(test)]
mod tests {
    use super::{Archive, checksum};

    #[test]
    fn the_checksum_is_the_formats() {
        assert_eq!(checksum(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn an_archive_ends_with_its_list() {
        let mut archive = Archive::default();
        assert!(archive.add("README.md", b"hello") && archive.add("files/ü.pdf", b"%PDF-"));
        let bytes = archive.finish();
        assert!(bytes.starts_with(b"PK\x03\x04"));
        let end = &bytes[bytes.len() - 22..];
        assert_eq!(&end[..4], b"PK\x05\x06");
        assert_eq!(end[8], 2);
        let list = u32::from_le_bytes(end[16..20].try_into().unwrap()) as usize;
        assert_eq!(&bytes[list..list + 4], b"PK\x01\x02");
    }
}
