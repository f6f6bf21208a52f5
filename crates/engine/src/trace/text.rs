//! From the bytes of a log to the lines of what a Go program wrote: encodings, escapes, colours, prefixes.

/// More bytes than these are not read.
pub const MOST_BYTES: u64 = 64 << 20;

/// How often text may be escaped: JSON in JSON in JSON.
const MOST_ESCAPES: usize = 3;

/// Words that tell a line of a dump from others that hold `\n` for reasons of their own.
const TELLING: [&str; 4] = ["goroutine ", "fatal error: ", "DATA RACE", ".go:"];

/// A line and where it comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Line {
    /// 1-based, in the file.
    pub number: u32,
    /// Without line end, colours and escapes.
    pub text: String,
}

/// The lines of a file of any encoding.
pub(super) fn lines(bytes: &[u8]) -> Vec<Line> {
    let text = decoded(bytes);
    let mut lines = Vec::new();
    for (number, raw) in (1_u32..).zip(text.split('\n')) {
        let mut line = without_escape_sequences(raw.trim_end_matches('\r'));
        for _ in 0..MOST_ESCAPES {
            // A log of JSON objects may hold one line of the program in each.
            let may_be = line.trim_start().starts_with('{') || TELLING.iter().any(|word| line.contains(word));
            if !may_be || !line.contains('\\') {
                break;
            }
            let plain = unescaped(&line);
            if plain == line {
                break;
            }
            line = plain;
        }
        lines.extend(line.split('\n').map(|text| Line { number, text: text.trim_end_matches('\r').to_owned() }));
    }
    joined(lines)
}

/// UTF-8, or UTF-16 with a byte order mark, as some shells redirect.
fn decoded(bytes: &[u8]) -> String {
    let units = |read: fn([u8; 2]) -> u16| bytes[2..].chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect::<Vec<u16>>();
    match bytes {
        [0xff, 0xfe, ..] => String::from_utf16_lossy(&units(u16::from_le_bytes)),
        [0xfe, 0xff, ..] => String::from_utf16_lossy(&units(u16::from_be_bytes)),
        _ => String::from_utf8_lossy(bytes).trim_start_matches('\u{feff}').to_owned(),
    }
}

/// Without colours and other sequences that begin with the escape character.
fn without_escape_sequences(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line.chars().peekable();
    while let Some(character) = rest.next() {
        if character != '\x1b' {
            plain.push(character);
        } else if rest.next_if_eq(&'[').is_some() {
            while rest.next_if(|next| !('\x40'..='\x7e').contains(next)).is_some() {}
            rest.next();
        } else {
            rest.next();
        }
    }
    plain
}

/// With `\n`, `\t`, `\"`, `\\`, `\/` and `\u003c` as what they stand for; octal as journald has it is left alone.
fn unescaped(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let (text, taken) = match after.as_bytes().first() {
            Some(b'n') => (Some('\n'), 1),
            Some(b't') => (Some('\t'), 1),
            Some(b'r') => (None, 1),
            Some(b'"') => (Some('"'), 1),
            Some(b'\\') => (Some('\\'), 1),
            Some(b'/') => (Some('/'), 1),
            Some(b'u') => match after.get(1..5).and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32) {
                Some(character) => (Some(character), 5),
                None => (Some('\\'), 0),
            },
            _ => (Some('\\'), 0),
        };
        plain.extend(text);
        rest = &after[taken..];
    }
    plain.push_str(rest);
    plain
}

/// Kubernetes' runtimes cut long lines: a part that others follow is marked with `P`, the last one with `F`.
fn joined(lines: Vec<Line>) -> Vec<Line> {
    let mut whole: Vec<Line> = Vec::with_capacity(lines.len());
    let mut open = false;
    for line in lines {
        let part = parted(&line.text);
        match (whole.last_mut(), part) {
            (Some(last), Some((at, _))) if open => {
                while last.text.ends_with(' ') {
                    last.text.pop();
                }
                last.text.push_str(&line.text[at..]);
            }
            _ => whole.push(line),
        }
        open = matches!(part, Some((_, true)));
    }
    whole
}

/// Where the text of a line of a Kubernetes runtime begins, and whether it goes on.
fn parted(line: &str) -> Option<(usize, bool)> {
    let (at, word) = [" stderr ", " stdout "].iter().filter_map(|word| line.find(word).map(|at| (at, *word))).min()?;
    let is_time = line.as_bytes().first().is_some_and(u8::is_ascii_digit) && at >= 19 && line.as_bytes()[..at].contains(&b'T');
    let flag = at + word.len();
    let rest = line.get(flag..).filter(|_| is_time)?;
    let part = rest.starts_with('P');
    let text = rest.strip_prefix(['P', 'F'])?;
    let own = text.strip_prefix(' ').or(text.is_empty().then_some(text))?;
    Some((line.len() - own.len(), part))
}

/// What a log writes before each line: times, names of containers, severities.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Prefix(String);

impl Prefix {
    /// The prefix of a line whose own text begins at `at`. Spaces before the text are the text's own.
    pub fn before(line: &str, at: usize) -> Prefix {
        Prefix(line[..at].trim_end().to_owned())
    }

    /// What follows a prefix of the same shape; `None` if the line has another one.
    pub fn strip<'l>(&self, line: &'l str) -> Option<&'l str> {
        if self.0.is_empty() {
            return Some(line);
        }
        let rest = self.follow(line)?;
        // One blank between prefix and text is the log's.
        Some(rest.strip_prefix(' ').unwrap_or(rest))
    }

    /// Runs of digits stand for each other, and so do words of three letters, which are days and months.
    fn follow<'l>(&self, line: &'l str) -> Option<&'l str> {
        let (mut own, mut other) = (self.0.as_str(), line);
        while let Some(first) = own.chars().next() {
            let kind = Run::of(first);
            let (run, rest) = split_run(own, kind);
            own = rest;
            let (theirs, rest) = split_run(other, kind);
            let same = match kind {
                Run::Digits => !theirs.is_empty(),
                Run::Letters => theirs == run || (run.len() == 3 && theirs.len() == 3) || is_channel(run) && is_channel(theirs),
                Run::Blanks => !theirs.is_empty() || (own.is_empty() && rest.is_empty()),
                Run::Others => other.starts_with(run),
            };
            if !same {
                return None;
            }
            other = if kind == Run::Others { &other[run.len()..] } else { rest };
        }
        Some(other)
    }
}

fn is_channel(word: &str) -> bool {
    matches!(word, "stderr" | "stdout" | "F" | "P")
}

/// Runs of one kind of character.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Run {
    Digits,
    Letters,
    Blanks,
    Others,
}

impl Run {
    fn of(character: char) -> Run {
        if character.is_ascii_digit() {
            Run::Digits
        } else if character.is_alphabetic() {
            Run::Letters
        } else if character.is_whitespace() {
            Run::Blanks
        } else {
            Run::Others
        }
    }
}

fn split_run(text: &str, kind: Run) -> (&str, &str) {
    text.split_at(text.find(|character| Run::of(character) != kind).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(bytes: &[u8]) -> Vec<String> {
        lines(bytes).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn escapes_and_colours_are_undone() {
        assert_eq!(texts(b"a\r\nb\x1b[31mc\x1b[0m"), ["a", "bc"]);
        assert_eq!(
            texts(br#"{"msg":"fatal error: x\n\ngoroutine 1 [running]:\n\tp.go:3"}"#),
            ["{\"msg\":\"fatal error: x", "", "goroutine 1 [running]:", "\tp.go:3\"}"]
        );
        assert_eq!(texts(br"goroutine 1 [running]:\\n\\tp.go:3"), ["goroutine 1 [running]:", "\tp.go:3"]);
        assert_eq!(texts(br"a path\name that tells nothing"), [r"a path\name that tells nothing"]);
        assert_eq!(texts(b"\xff\xfea\0\n\0b\0"), ["a", "b"]);
        assert_eq!(texts(b"\xef\xbb\xbfa\xff"), ["a\u{fffd}"]);
    }

    #[test]
    fn lines_keep_their_numbers() {
        let lines = lines(b"one\ngoroutine 1 [running]:\\nf.go:3\nthree");
        assert_eq!(lines.iter().map(|line| line.number).collect::<Vec<_>>(), [1, 2, 2, 3]);
    }

    #[test]
    fn parts_of_a_line_are_joined() {
        let log = b"2024-12-23T03:29:38.2044+00:00 stderr P \tp/client.go:\n2024-12-23T03:29:38.2045+00:00 stderr F 193 +0x85\nx";
        assert_eq!(texts(log), ["2024-12-23T03:29:38.2044+00:00 stderr P \tp/client.go:193 +0x85", "x"]);
        let other = "2024-12-23T03:29:38.2044+00:00 stderr Pä";
        assert_eq!(texts(other.as_bytes()), [other]);
    }

    #[test]
    fn prefixes_of_one_shape_are_one() {
        let prefix = |line: &str, own: &str| Prefix::before(line, line.find(own).expect("the line holds the text"));
        let journal = prefix("Sun Jun 26 16:27:44 2022 daemon.err app[2507]: goroutine 1 [running]:", "goroutine");
        assert_eq!(journal.strip("Mon Jul 27 06:27:44 2022 daemon.err app[17]:  main.f()"), Some(" main.f()"));
        assert_eq!(journal.strip("Mon Jul 27 06:27:44 2022 daemon.err app[17]:"), Some(""));
        assert_eq!(journal.strip("Mon Jul 27 06:27:44 2022 daemon.err other[17]: x"), None);
        let compose = prefix("web_1  | goroutine 1 [running]:", "goroutine");
        assert_eq!(compose.strip("web_1  | \tp.go:3"), Some("\tp.go:3"));
        assert_eq!(compose.strip("db_1   | ready"), None);
        assert_eq!(prefix("goroutine 1", "goroutine").strip("anything"), Some("anything"));
    }
}
