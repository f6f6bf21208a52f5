//! Module versions: which of two is higher, by the rules of semantic versioning as Go reads them.

use std::cmp::Ordering;

/// A version of a module; one that is none is lower than all others.
pub(crate) fn compare(left: &str, right: &str) -> Ordering {
    match (Version::read(left), Version::read(right)) {
        (Some(one), Some(two)) => one.compare(&two).then_with(|| left.cmp(right)),
        (one, two) => one.is_some().cmp(&two.is_some()).then_with(|| left.cmp(right)),
    }
}

/// Whether `version` may be part of a path.
pub(crate) fn is_plain(version: &str) -> bool {
    version.starts_with('v') && version.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+'))
}

struct Version<'v> {
    numbers: [&'v str; 3],
    /// What follows a `-`; empty for a release.
    pre: &'v str,
}

impl<'v> Version<'v> {
    fn read(text: &'v str) -> Option<Version<'v>> {
        let text = text.strip_prefix('v')?;
        // What follows a `+`, such as `incompatible`, says nothing about the order.
        let text = text.split_once('+').map_or(text, |(before, _)| before);
        let (numbers, pre) = text.split_once('-').unwrap_or((text, ""));
        let mut parts = numbers.split('.');
        let numbers = [parts.next()?, parts.next()?, parts.next()?];
        let sound = parts.next().is_none() && numbers.iter().all(|number| is_number(number));
        sound.then_some(Version { numbers, pre })
    }

    fn compare(&self, other: &Version<'_>) -> Ordering {
        let numbers = self.numbers.iter().zip(&other.numbers).map(|(one, two)| by_number(one, two));
        numbers.fold(Ordering::Equal, Ordering::then).then_with(|| match (self.pre, other.pre) {
            ("", "") => Ordering::Equal,
            ("", _) => Ordering::Greater,
            (_, "") => Ordering::Less,
            (one, two) => before_release(one, two),
        })
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Digits of any length; there are no leading zeros.
fn by_number(one: &str, two: &str) -> Ordering {
    one.len().cmp(&two.len()).then_with(|| one.cmp(two))
}

fn before_release(one: &str, two: &str) -> Ordering {
    let (mut ones, mut twos) = (one.split('.'), two.split('.'));
    loop {
        let order = match (ones.next(), twos.next()) {
            (Some(one), Some(two)) => part(one, two),
            (one, two) => return one.is_some().cmp(&two.is_some()),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// Numbers come before words.
fn part(one: &str, two: &str) -> Ordering {
    match (is_number(one), is_number(two)) {
        (true, true) => by_number(one, two),
        (false, false) => one.cmp(two),
        (one, two) => two.cmp(&one),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_have_an_order() {
        let rising = [
            "",
            "master",
            "v0.0.0-20191109021931-daa7c04131f5",
            "v0.0.0-20200101000000-000000000000",
            "v0.9.0",
            "v0.10.0",
            "v1.0.0-alpha",
            "v1.0.0-alpha.1",
            "v1.0.0-alpha.beta",
            "v1.0.0-beta.2",
            "v1.0.0-beta.11",
            "v1.0.0-rc.1",
            "v1.0.0",
            "v1.0.1-0.20200101000000-000000000000",
            "v1.0.1",
            "v2.0.0+incompatible",
            "v2.0.1",
            "v10.0.0",
        ];
        for (low, high) in rising.iter().zip(&rising[1..]) {
            assert_eq!(
                (compare(low, high), compare(high, low), compare(low, low)),
                (Ordering::Less, Ordering::Greater, Ordering::Equal),
                "{low} {high}"
            );
        }
    }

    #[test]
    fn a_version_is_no_path() {
        assert!(is_plain("v1.2.3-0.20200101000000-abcdef") && is_plain("v2.0.0+incompatible"));
        assert!(!is_plain("v1/../..") && !is_plain("../x") && !is_plain("") && !is_plain("v1\\x"));
    }
}
