//! A picture for the app's camera, as one path of SVG.

use crate::error::{Error, Result};
use qrcodegen::{QrCode, QrCodeEcc};
use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// Modules of quiet around it, without which cameras do not find it.
const QUIET: i32 = 4;

/// A square of `side` units and the dark parts in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qr {
    pub side: i32,
    pub path: String,
}

impl Qr {
    /// The picture of a text.
    ///
    /// # Errors
    /// When the text is longer than a picture can hold.
    pub fn of(text: &str) -> Result<Self> {
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).map_err(Error::internal)?;
        let mut path = String::new();
        for y in 0..code.size() {
            let mut x = 0;
            while x < code.size() {
                let begin = x;
                while x < code.size() && code.get_module(x, y) {
                    x += 1;
                }
                if x > begin {
                    // To write into a text cannot fail.
                    write!(path, "M{} {}h{}v1H{}z", begin + QUIET, y + QUIET, x - begin, begin + QUIET).map_err(Error::internal)?;
                }
                x += 1;
            }
        }
        Ok(Self { side: code.size() + 2 * QUIET, path })
    }
}

#[cfg(test)]
mod tests {
    use super::Qr;

    #[test]
    fn the_picture_holds_every_dark_module_once() {
        let text = "otpauth://totp/Job%20Agent:ada%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        let picture = Qr::of(text).unwrap();
        let code = qrcodegen::QrCode::encode_text(text, qrcodegen::QrCodeEcc::Medium).unwrap();
        let dark = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y))).filter(|(x, y)| code.get_module(*x, *y)).count();
        let drawn: usize = picture.path.split('h').skip(1).map(|part| part.split('v').next().unwrap().parse::<usize>().unwrap()).sum();
        assert_eq!(drawn, dark);
        assert_eq!(picture.side, code.size() + 8);
        assert!(picture.path.starts_with("M4 4h7v1H4z"), "the first finder stands inside the quiet");
    }
}
