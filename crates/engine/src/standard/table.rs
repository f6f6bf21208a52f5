//! The form of the table: a header, an index that is searched as it lies, and one packed interface a package.

use mapvet_model::{Interface, Name};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// The first bytes.
const MAGIC: &[u8; 8] = b"mapvetGo";

/// Rises with every change of this form.
const FORMAT: u32 = 1;

/// The level of packing: the table is written rarely and read often.
const PACKING: i32 = 19;

/// Bytes of a row of the index: where path, name and interface begin and end.
const ROW: usize = 24;

/// What the packages of Go's own library declare. Nothing is read before it is asked for.
#[derive(Clone, Copy, Debug)]
pub struct StandardTable<'b> {
    bytes: &'b [u8],
    go_version: &'b str,
    /// The rows, sorted by path.
    index: &'b [u8],
}

impl<'b> StandardTable<'b> {
    /// Reads the header; `None` if it is of another form.
    pub fn open(bytes: &'b [u8]) -> Option<StandardTable<'b>> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (format, rest) = number(rest)?;
        let (version_length, rest) = number(rest)?;
        let (go_version, rest) = rest.split_at_checked(version_length)?;
        let (count, rest) = number(rest)?;
        let index = rest.get(..count.checked_mul(ROW)?)?;
        (format == FORMAT as usize).then_some(StandardTable { bytes, go_version: std::str::from_utf8(go_version).ok()?, index })
    }

    /// The Go release that the table was made from, such as `go1.26.8`.
    pub fn go_version(&self) -> &'b str {
        self.go_version
    }

    /// The import paths, in order.
    pub fn paths(&self) -> impl Iterator<Item = &'b str> {
        let rows = (0..self.index.len() / ROW).filter_map(|row| self.part(row, 0));
        rows.filter_map(|path| std::str::from_utf8(path).ok())
    }

    /// What the package of this import path declares.
    pub fn interface(&self, import: &str) -> Option<Interface> {
        postcard::from_bytes(&self.unpacked(import)?).ok()
    }

    /// The name of the package of this import path.
    pub fn package_name(&self, import: &str) -> Option<Name> {
        let name = self.part(self.row(import)?, 1)?;
        Some(Name::from(std::str::from_utf8(name).ok()?))
    }

    /// Whether a package is read as it was written: all of its bytes, and the same ones if written again.
    #[cfg(test)]
    pub(crate) fn is_sound(&self, import: &str) -> bool {
        let again = self.interface(import).and_then(|interface| postcard::to_stdvec(&interface).ok());
        again.is_some() && again == self.unpacked(import)
    }

    fn unpacked(&self, import: &str) -> Option<Vec<u8>> {
        zstd::stream::decode_all(self.part(self.row(import)?, 2)?).ok()
    }

    fn row(&self, import: &str) -> Option<usize> {
        let (mut low, mut high) = (0, self.index.len() / ROW);
        while low < high {
            let middle = low.midpoint(high);
            match self.part(middle, 0)?.cmp(import.as_bytes()) {
                Ordering::Equal => return Some(middle),
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// Path, name or interface of a row.
    fn part(&self, row: usize, which: usize) -> Option<&'b [u8]> {
        let (start, rest) = number(self.index.get(row * ROW + which * 8..)?)?;
        let (end, _) = number(rest)?;
        self.bytes.get(start..end)
    }
}

fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (first, rest) = bytes.split_first_chunk::<4>()?;
    Some((u32::from_le_bytes(*first) as usize, rest))
}

/// The bytes of a table.
pub(crate) fn write(go_version: &str, packages: &BTreeMap<Name, Interface>) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    let add = |bytes: &mut Vec<u8>, number: usize| bytes.extend((number as u32).to_le_bytes());
    add(&mut bytes, FORMAT as usize);
    add(&mut bytes, go_version.len());
    bytes.extend(go_version.bytes());
    add(&mut bytes, packages.len());
    let mut at = bytes.len() + packages.len() * ROW;
    let mut parts: Vec<Vec<u8>> = Vec::new();
    let mut packer = zstd::bulk::Compressor::new(PACKING).expect("the level is one that there is");
    for (path, interface) in packages {
        let plain = postcard::to_stdvec(interface).expect("an interface holds nothing that cannot be written");
        let packed = packer.compress(&plain).expect("memory takes what is written to it");
        for part in [path.as_bytes().to_vec(), interface.name.as_bytes().to_vec(), packed] {
            add(&mut bytes, at);
            at += part.len();
            add(&mut bytes, at);
            parts.push(part);
        }
    }
    bytes.extend(parts.concat());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written() -> Vec<u8> {
        let one = |path: &str, name: &str| (Name::from(path), Interface::new(Name::from(path), Name::from(name)));
        write("go1.2.3", &[one("a/b", "b"), one("a", "a"), one("a/c/v2", "c")].into())
    }

    #[test]
    fn what_is_written_is_read() {
        let bytes = written();
        let table = StandardTable::open(&bytes).expect("the form is ours");
        assert_eq!(table.go_version(), "go1.2.3");
        assert_eq!(table.paths().collect::<Vec<_>>(), ["a", "a/b", "a/c/v2"]);
        assert_eq!(table.package_name("a/c/v2"), Some(Name::from("c")));
        assert!(table.is_sound("a/b") && table.interface("a/c").is_none());
    }

    #[test]
    fn broken_bytes_are_survived() {
        let bytes = written();
        for length in 0..bytes.len() {
            if let Some(table) = StandardTable::open(&bytes[..length]) {
                table.paths().for_each(|path| drop(table.interface(path)));
            }
        }
        let mut other = bytes.clone();
        other[8] += 1;
        assert!(StandardTable::open(&other).is_none());
    }
}
