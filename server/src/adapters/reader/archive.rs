//! ZIP archives, within limits. Names in them are looked up and never used as paths: nothing is written anywhere.

use job_agent::document::{Foreign, Format, Limit, Unreadable};
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

/// What all files that are read may unpack to together.
const MOST: u64 = 64 * 1024 * 1024;
/// More files than any CV or export has.
const MOST_FILES: usize = 4000;

pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    format: Format,
    left: u64,
}

impl<'a> Archive<'a> {
    pub fn open(bytes: &'a [u8], format: Format) -> Result<Self, Unreadable> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken(format))?;
        if zip.len() > MOST_FILES {
            return Err(Unreadable::TooHeavy(Limit::Parts));
        }
        Ok(Self { zip, format, left: MOST })
    }

    pub fn names(&self) -> Vec<String> {
        self.zip.file_names().map(str::to_owned).collect()
    }

    /// A file's bytes; nothing where there is none of that name. It is unpacked twice, the first time to weigh it: what the
    /// directory says of its size is not believed, and memory is not grown for what is thrown away.
    pub fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, Unreadable> {
        let format = self.format;
        let Some(mut file) = self.file(name)? else { return Ok(None) };
        let (mut size, mut space) = (0_u64, vec![0; 64 * 1024]);
        while size <= MOST {
            match file.read(&mut space) {
                Ok(0) => break,
                Ok(count) => size += count as u64,
                Err(_) => return Err(broken(format)),
            }
        }
        drop(file);
        self.left = self.left.checked_sub(size).ok_or(Unreadable::TooHeavy(Limit::Unpacked))?;
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(usize::try_from(size).unwrap_or(usize::MAX)).map_err(|_| Unreadable::TooHeavy(Limit::Memory))?;
        if let Some(file) = self.file(name)? {
            file.take(size).read_to_end(&mut bytes).map_err(|_| broken(format))?;
        }
        Ok(Some(bytes))
    }

    fn file(&mut self, name: &str) -> Result<Option<ZipFile<'_, Cursor<&'a [u8]>>>, Unreadable> {
        let format = self.format;
        match self.zip.by_name(name) {
            Ok(file) => Ok(Some(file)),
            Err(ZipError::FileNotFound) => Ok(None),
            Err(ZipError::UnsupportedArchive(why)) if why == ZipError::PASSWORD_REQUIRED => Err(locked(format)),
            Err(_) => Err(broken(format)),
        }
    }
}

fn locked(format: Format) -> Unreadable {
    match format {
        Format::Docx => Unreadable::Foreign(Foreign::LockedWord),
        _ => Unreadable::Broken(format, "it is protected with a password".into()),
    }
}

fn broken(format: Format) -> Unreadable {
    Unreadable::Broken(format, "the archive is damaged or was cut off".into())
}
