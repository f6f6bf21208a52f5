//! The line hashes by which code scanning services follow a finding from one version of a file to the next.

/// How many characters a hash covers.
const WINDOW: usize = 100;
const BASE: u64 = 37;
/// Stands for the end of the file.
const END: u16 = u16::MAX;

/// The hash of every line, first line first: a rolling hash over the 100 characters from the start of the line on, then
/// a colon and the count of that hash in the file so far.
///
/// Characters are UTF-16 units. Spaces and tabs do not count, and all line ends are one. A line that the end of the
/// file cuts short is filled up with zeros after one unit 65535.
pub fn line_hashes(text: &[u8]) -> Vec<String> {
    let mut units = significant_units(text);
    units.push(END);
    let mut starts = vec![0];
    starts.extend(units.iter().enumerate().filter(|(_, unit)| **unit == u16::from(b'\n')).map(|(at, _)| at + 1));
    units.resize(units.len() + WINDOW, 0);

    let outgoing = (0..WINDOW).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let mut hash = 0_u64;
    let mut counts = std::collections::HashMap::new();
    let mut hashes = Vec::with_capacity(starts.len());
    let mut starts = starts.into_iter().peekable();
    for (at, unit) in units.iter().enumerate() {
        // Here `hash` covers the window that ends before `at`.
        if at >= WINDOW && starts.next_if_eq(&(at - WINDOW)).is_some() {
            hashes.push(counted(&mut counts, hash));
        }
        let leaving = at.checked_sub(WINDOW).map_or(0, |first| units[first]);
        hash = hash.wrapping_mul(BASE).wrapping_add(u64::from(*unit)).wrapping_sub(outgoing.wrapping_mul(u64::from(leaving)));
    }
    hashes
}

fn counted(counts: &mut std::collections::HashMap<u64, u32>, hash: u64) -> String {
    let count = counts.entry(hash).or_insert(0);
    *count += 1;
    format!("{hash:x}:{count}")
}

/// The UTF-16 units that count, with every kind of line end as one `\n`.
fn significant_units(text: &[u8]) -> Vec<u16> {
    let mut units = Vec::with_capacity(text.len() + WINDOW + 1);
    let mut after_return = false;
    for unit in String::from_utf8_lossy(text).encode_utf16() {
        let was_after_return = std::mem::replace(&mut after_return, unit == u16::from(b'\r'));
        match u8::try_from(unit) {
            Ok(b' ' | b'\t') => {}
            Ok(b'\n') if was_after_return => {}
            Ok(b'\r') => units.push(u16::from(b'\n')),
            _ => units.push(unit),
        }
    }
    units
}

#[cfg(test)]
mod tests {
    use super::line_hashes;

    #[test]
    fn hashes_are_those_of_the_service() {
        assert_eq!(line_hashes(b""), ["c129715d7a2bc9a3:1"]);
        assert_eq!(line_hashes(b" a\nb\n  \t\tc\n d"), ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]);
        assert_eq!(
            line_hashes(b" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End"),
            ["8b7cf3e952e7aeb2:1", "b1ae1287ec4718d9:1", "bff680108adb0fcc:1", "c6805c5e1288b612:1", "b86d3392aea1be30:1", "e6ceba753e1a442:1"]
        );
    }

    #[test]
    fn all_published_vectors_hold() {
        let ends = [
            "e9496ae3ebfced30:1",
            "fb7c023a8b9ccb3f:1",
            "ce8ba1a563dcdaca:1",
            "e20e36e16fcb0cc8:1",
            "b3edc88f2938467e:1",
            "c8e28b0b4002a3a0:1",
            "c129715d7a2bc9a3:1",
        ];
        for text in [
            " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n",
            " hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r",
            " hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n",
            " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n",
        ] {
            assert_eq!(line_hashes(text.as_bytes()), ends, "{text:?}");
        }
        let mut repeated: Vec<String> = (1..=6).map(|count| format!("a7f2ff13bc495cf2:{count}")).collect();
        repeated.extend(
            ["a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1", "55ec222b86bcae53:1", "cc97dc7b1d7d8f7b:1", "c129715d7a2bc9a3:1"].map(str::to_owned),
        );
        assert_eq!(line_hashes("Lorem ipsum dolor sit amet.\n".repeat(10).as_bytes()), repeated);
        assert_eq!(
            line_hashes(b"x = 2\nx = 1\nprint(x)\nx = 3\nprint(x)\nx = 4\nprint(x)\n"),
            [
                "e54938cc54b302f1:1",
                "bb609acbe9138d60:1",
                "1131fd5871777f34:1",
                "5c482a0f8b35ea28:1",
                "54517377da7028d2:1",
                "2c644846cb18d53e:1",
                "f1b89f20de0d133:1",
                "c129715d7a2bc9a3:1",
            ]
        );
    }

    #[test]
    fn line_ends_are_one() {
        let expected = ["f7f04d8bf268edcd:1", "dc76098ec06ea3a6:1", "bbf64e4519cc61c2:1", "c13b9b1f9cee4e29:1", "c129715d7a2bc9a3:1"];
        for text in [" a\nb\n  \t\tc\n d\n", " a\r\nb\r\n  \t\tc\r\n d\r\n", " a\rb\n  \t\tc\r\n d\r"] {
            assert_eq!(line_hashes(text.as_bytes()), expected, "{text:?}");
        }
    }

    #[test]
    fn repeats_are_counted() {
        let block = format!("{}\n", "x = 1".repeat(30));
        let hashes = line_hashes(block.repeat(3).as_bytes());
        let first = hashes[0].strip_suffix(":1").expect("the first of its kind");
        assert_eq!(hashes[1], format!("{first}:2"));
        assert_eq!(hashes.len(), 4);
    }

    #[test]
    fn units_are_utf16() {
        let text = format!("{}{}\n", "Lorem ipsum dolör 𝄞\n".repeat(3), "x".repeat(150));
        let expected = ["adc00e36323631f8:1", "ea6c3559d4848370:1", "f43c48be088bb028:1", "52b56201ffb58620:1", "c129715d7a2bc9a3:1"];
        assert_eq!(line_hashes(text.as_bytes()), expected);
    }
}
