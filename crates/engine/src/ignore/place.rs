//! Where the comment goes that hides an access, and what the file is with it.
//!
//! Several places are tried, the best first, and each is read back before it is taken: the text must be Go as before, and the
//! comment must be found where it was put, with its rule, its reason and the access in what it covers.

use super::says;
use mapvet_model::directives;
use mapvet_sharing::{DirectiveForm, PlacedDirective};
use mapvet_syntax::{FileId, Parser, SourceFile, Statement, statement_around};
use std::ops::Range;

/// What the comment has to say.
pub(super) struct Wish<'a> {
    pub(super) form: DirectiveForm,
    pub(super) rule: &'a str,
    pub(super) reason: &'a str,
}

/// A file with the comment.
pub(super) struct Draft {
    pub(super) new: Vec<u8>,
    /// The comment in it.
    pub(super) comment: Range<usize>,
    /// First byte of what it covers, and one past the last.
    pub(super) scope: (u32, u32),
}

/// Puts the comment beside the access at byte `access`; `None` if no place for it is found.
pub(super) fn draft(text: &[u8], access: u32, wish: &Wish<'_>, parser: &mut Parser) -> Option<Draft> {
    let source = parser.parse(text);
    let statement = statement_around(&source, access);
    let problem = source.problem().map(|problem| problem.text);
    let edits = edits(&source, access, wish, statement);
    drop(source);
    edits.into_iter().find_map(|edit| edit.tried(text, access, wish, problem.as_deref(), parser))
}

/// Bytes that take the place of a range, and the comment among them.
struct Edit {
    replaced: Range<usize>,
    text: Vec<u8>,
    /// Where the comment is in `text`.
    comment: Range<usize>,
    /// The reason that it gives.
    reason: String,
}

impl Edit {
    /// The file with this edit, if it is what is wished for.
    fn tried(self, text: &[u8], access: u32, wish: &Wish<'_>, problem: Option<&str>, parser: &mut Parser) -> Option<Draft> {
        let Edit { replaced, text: put, comment, reason } = self;
        let new = [&text[..replaced.start], &put, &text[replaced.end..]].concat();
        let comment = replaced.start + comment.start..replaced.start + comment.end;
        let access = access as usize;
        let moved = match (replaced.end <= access, replaced.start > access) {
            (true, _) => access - replaced.len() + put.len(),
            (false, true) => access,
            (false, false) => return None,
        };
        let source = parser.parse(&new);
        if source.problem().map(|problem| problem.text).as_deref() != problem {
            return None;
        }
        let read_back = |directive: &PlacedDirective| {
            directive.span.start as usize == comment.start && directive.span.end as usize == comment.end && says(&directive.said, wish, &reason)
        };
        let found = directives(&source, FileId(0)).into_iter().find(read_back)?;
        let scope = found.scope.filter(|scope| (scope.start..scope.end).contains(&(moved as u32)))?;
        drop(source);
        Some(Draft { new, comment, scope: (scope.start, scope.end) })
    }
}

/// What may be done, the best first.
fn edits(source: &SourceFile<'_>, access: u32, wish: &Wish<'_>, statement: Option<Statement>) -> Vec<Edit> {
    let text = source.text();
    let mut edits: Vec<Edit> = merged(source, access, wish, statement).into_iter().collect();
    let begins_line = |at: u32| is_blank(&text[line_start(text, at as usize)..at as usize]);
    let whole = statement.filter(|statement| begins_line(statement.start));
    // Above a loop or a function the comment would hide whatever is found in it later.
    edits.extend(whole.filter(|statement| !statement.holds_others).map(|statement| above(text, statement.start, statement.top_level, wish)));
    edits.extend(at_end_of_line(text, access, wish));
    edits.extend(whole.map(|statement| above(text, statement.start, statement.top_level, wish)));
    edits.push(above(text, access, false, wish));
    edits
}

/// A comment on a line of its own, above the line that holds the byte at `at`.
fn above(text: &[u8], at: u32, top_level: bool, wish: &Wish<'_>) -> Edit {
    let start = line_start(text, at as usize);
    let start = if start == 0 && text.starts_with(b"\xEF\xBB\xBF") { 3 } else { start };
    let line_end = line_end_of(text, at as usize);
    let indent: Vec<u8> = text[start..].iter().copied().take_while(|byte| matches!(byte, b' ' | b'\t')).collect();
    let mut put = Vec::new();
    if top_level && indent.is_empty() {
        // gofmt sets directives apart from the prose above them, and what has a comment from what has none.
        match before(text, start) {
            Before::Prose => put.extend([b"//", line_end].concat()),
            Before::Code => put.extend(line_end),
            Before::Directive | Before::Nothing => {}
        }
    }
    put.extend(&indent);
    let comment = written(wish);
    let comment_start = put.len();
    put.extend(comment.bytes());
    let comment = comment_start..put.len();
    put.extend(line_end);
    Edit { replaced: start..start, text: put, comment, reason: wish.reason.to_owned() }
}

/// A comment at the end of the line that holds the byte at `at`, unless gofmt would align it with a comment beside it.
fn at_end_of_line(text: &[u8], at: u32, wish: &Wish<'_>) -> Option<Edit> {
    let start = line_start(text, at as usize);
    let end = start + line(text, start).len();
    let next = end + line_end_of(text, at as usize).len();
    let previous = if start > 0 { line(text, line_start(text, start - 1)) } else { b"" };
    let has_comment = |line: &[u8]| {
        let line = line.trim_ascii_start();
        !line.starts_with(b"//") && line.windows(2).any(|pair| pair == b"//" || pair == b"/*")
    };
    if has_comment(previous) || text.get(next..).is_some_and(|rest| has_comment(line(rest, 0))) {
        return None;
    }
    let blank = if text[start..end].ends_with(b" ") || text[start..end].ends_with(b"\t") { "" } else { " " };
    let put = format!("{blank}{}", written(wish));
    Some(Edit { replaced: end..end, comment: blank.len()..put.len(), text: put.into_bytes(), reason: wish.reason.to_owned() })
}

/// One more rule and reason in a comment of the same form that speaks of the same line or statement.
fn merged(source: &SourceFile<'_>, access: u32, wish: &Wish<'_>, statement: Option<Statement>) -> Option<Edit> {
    let text = source.text();
    let access_line = line_start(text, access as usize);
    let beside = |directive: &PlacedDirective| {
        let covers = directive.scope.is_some_and(|scope| (scope.start..scope.end).contains(&access));
        let of_statement = directive.scope.is_some_and(|scope| statement.is_some_and(|statement| statement.start == scope.start));
        let of_line = line_start(text, directive.span.start as usize) == access_line;
        directive.said.form == wish.form && directive.said.fault.is_none() && covers && (of_statement || of_line)
    };
    let PlacedDirective { span, said, .. } = directives(source, FileId(0)).into_iter().rfind(beside)?;
    let reason = match said.reason.as_str() {
        "" => wish.reason.to_owned(),
        old if old == wish.reason => old.to_owned(),
        old => format!("{old}; {}", wish.reason),
    };
    let mut rules = said.rules.clone();
    if !rules.iter().any(|rule| rule == wish.rule) {
        rules.push(wish.rule.to_owned());
    }
    let put = match wish.form {
        DirectiveForm::Mapvet => format!("//mapvet:ignore {} {reason}", rules.join(",")),
        DirectiveForm::Nolint => {
            let list = said.text.trim_start_matches(['/', ' ']).split("//").next().unwrap_or_default().trim_end().to_owned();
            format!("//{list} // {reason}")
        }
        DirectiveForm::Lint => {
            let checks = said.text.split_whitespace().nth(1).unwrap_or_default();
            // Of a check of another tool, nobody said that this reason holds too.
            if checks.split(',').count() != said.rules.len() {
                return None;
            }
            let checks: Vec<String> = rules.iter().map(|rule| format!("mapvet/{rule}")).collect();
            format!("//lint:ignore {} {reason}", checks.join(","))
        }
        DirectiveForm::NolintAll | DirectiveForm::LintFile => return None,
    };
    Some(Edit { replaced: span.start as usize..span.end as usize, comment: 0..put.len(), text: put.into_bytes(), reason })
}

/// The comment as it is written.
fn written(wish: &Wish<'_>) -> String {
    let Wish { form, rule, reason } = wish;
    match form {
        DirectiveForm::Mapvet => format!("//mapvet:ignore {rule} {reason}"),
        DirectiveForm::Nolint | DirectiveForm::NolintAll => format!("//nolint:mapvet // {reason}"),
        DirectiveForm::Lint | DirectiveForm::LintFile => format!("//lint:ignore mapvet/{rule} {reason}"),
    }
}

/// What stands on the line before.
enum Before {
    /// A blank line, or the beginning of the file.
    Nothing,
    /// A comment that tools read.
    Directive,
    /// Another comment.
    Prose,
    /// Code.
    Code,
}

fn before(text: &[u8], start: usize) -> Before {
    if start <= 3 {
        return Before::Nothing;
    }
    let previous = line(text, line_start(text, start - 1)).trim_ascii();
    match previous {
        b"" => Before::Nothing,
        [b'/', b'/', rest @ ..] if is_directive(rest) => Before::Directive,
        [b'/', b'/', ..] => Before::Prose,
        _ if previous.ends_with(b"*/") => Before::Nothing,
        _ => Before::Code,
    }
}

/// Whether gofmt takes a comment for one that tools read: `word:word`.
fn is_directive(inside: &[u8]) -> bool {
    let is_word = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let word = inside.iter().take_while(|byte| is_word(byte)).count();
    word > 0 && inside.get(word) == Some(&b':') && inside.get(word + 1).is_some_and(is_word)
}

/// Whether there is nothing but white space and a byte order mark.
fn is_blank(text: &[u8]) -> bool {
    text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text).trim_ascii().is_empty()
}

/// Where the line begins that holds the byte at `at`.
fn line_start(text: &[u8], at: usize) -> usize {
    text[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1)
}

/// The line that begins at `start`, without its end.
fn line(text: &[u8], start: usize) -> &[u8] {
    let rest = &text[start..];
    let length = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
    rest[..length].strip_suffix(b"\r").unwrap_or(&rest[..length])
}

/// How the line that holds the byte at `at` ends; as the one before it does if it is the last one.
fn line_end_of(text: &[u8], at: usize) -> &'static [u8] {
    let newline = text[at..].iter().position(|byte| *byte == b'\n').map(|length| at + length);
    let newline = newline.or_else(|| text[..at].iter().rposition(|byte| *byte == b'\n'));
    match newline.and_then(|newline| newline.checked_sub(1)) {
        Some(before) if text[before] == b'\r' => b"\r\n",
        _ => b"\n",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WISH: Wish<'static> = Wish { form: DirectiveForm::Mapvet, rule: "concurrent-map-writes", reason: "why" };

    /// The text with the comment for the access at `@`, which is left out.
    fn with_comment(text: &str, wish: &Wish<'_>) -> Option<String> {
        let access = text.find('@').expect("the access is marked") as u32;
        let draft = draft(text.replacen('@', "", 1).as_bytes(), access, wish, &mut Parser::new())?;
        Some(String::from_utf8(draft.new).expect("what is put in is UTF-8"))
    }

    #[track_caller]
    fn check_form(form: DirectiveForm, text: &str, expected: &str) {
        let wish = Wish { form, ..WISH };
        assert_eq!(with_comment(text, &wish).as_deref(), Some(expected));
    }

    /// Checks statements in a function, `#` standing for the comment.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let file = |text: &str| format!("package p\n\nfunc f() {{\n{text}\n}}\n");
        check_form(DirectiveForm::Mapvet, &file(text), &file(&expected.replace('#', "//mapvet:ignore concurrent-map-writes why")));
    }

    #[test]
    fn the_comment_goes_above_the_statement() {
        check("\ta()\n\t@m[1] = 2\n\tb()", "\ta()\n\t#\n\tm[1] = 2\n\tb()");
        check("\ta(1,\n\t\t@m[1],\n\t)", "\t#\n\ta(1,\n\t\tm[1],\n\t)");
        check("\t// Prose.\n\t@m[1] = 2 // more", "\t// Prose.\n\t#\n\tm[1] = 2 // more");
        check("\tgo func() {\n\t    @m[1] = `\n`\n\t}()", "\tgo func() {\n\t    #\n\t    m[1] = `\n`\n\t}()");
        check("\tswitch a {\n\tcase 1:\n\t\t@m[1]++\n\t}", "\tswitch a {\n\tcase 1:\n\t\t#\n\t\tm[1]++\n\t}");
    }

    #[test]
    fn where_it_would_cover_a_block_it_goes_behind_the_line() {
        check("\tfor k := range @m {\n\t\ta(k)\n\t}", "\tfor k := range m { #\n\t\ta(k)\n\t}");
        check("\tif a {\n\t} else if @m[1] {\n\t}", "\tif a {\n\t} else if m[1] { #\n\t}");
        check("\tgo func() { @m[1]++ }()", "\tgo func() { m[1]++ }() #");
        check("\tswitch {\n\tcase @m[1] > 0:  \n\t\ta()\n\t}", "\tswitch {\n\tcase m[1] > 0:  #\n\t\ta()\n\t}");
    }

    #[test]
    fn where_it_fits_neither_way_it_covers_more() {
        check("\tfor k := range @m { // all\n\t\ta(k)\n\t}", "\t#\n\tfor k := range m { // all\n\t\ta(k)\n\t}");
        check("\ta() // b\n\tfor k := range @m {\n\t\ta(k)\n\t}", "\ta() // b\n\t#\n\tfor k := range m {\n\t\ta(k)\n\t}");
        check("\tgo func() { @m[1] = `\n` }()", "\t#\n\tgo func() { m[1] = `\n` }()");
    }

    #[test]
    fn declarations_keep_the_form_that_gofmt_gives_them() {
        let comment = "//mapvet:ignore concurrent-map-writes why";
        let check = |text: &str, expected: &str| check_form(DirectiveForm::Mapvet, text, &expected.replace('#', comment));
        check("package p\n\nvar a = @m[1]\n", "package p\n\n#\nvar a = m[1]\n");
        check("package p\n\n// A is.\nvar A = @m[1]\n", "package p\n\n// A is.\n//\n#\nvar A = m[1]\n");
        check("package p\n\n// A is.\n//\n//x:y\nvar A = @m[1]\n", "package p\n\n// A is.\n//\n//x:y\n#\nvar A = m[1]\n");
        check("package p\n\nvar b int\nvar a = @m[1]\n", "package p\n\nvar b int\n\n#\nvar a = m[1]\n");
        check("package p\n\nvar (\n\ta = @m[1]\n)\n", "package p\n\nvar (\n\t#\n\ta = m[1]\n)\n");
    }

    #[test]
    fn line_ends_and_marks_stay() {
        let comment = "//mapvet:ignore concurrent-map-writes why";
        let file = "\u{feff}package p\r\nfunc f() {\r\n\t@m[1] = 2\r\n}";
        let expected = format!("\u{feff}package p\r\nfunc f() {{\r\n\t{comment}\r\n\tm[1] = 2\r\n}}");
        check_form(DirectiveForm::Mapvet, file, &expected);
        check_form(DirectiveForm::Mapvet, "package p; func f() { @m[1] = 2 }", &format!("package p; func f() {{ m[1] = 2 }} {comment}"));
    }

    #[test]
    fn other_forms_are_written_as_their_tools_read_them() {
        let file = |comment: &str| format!("package p\n\nfunc f() {{\n{comment}\tm[1] = 2\n}}\n");
        let text = file("").replace("m[", "@m[");
        check_form(DirectiveForm::Nolint, &text, &file("\t//nolint:mapvet // why\n"));
        check_form(DirectiveForm::Lint, &text, &file("\t//lint:ignore mapvet/concurrent-map-writes why\n"));
    }

    #[test]
    fn a_comment_that_is_there_says_more() {
        check("\t//mapvet:ignore a old\n\t@m[1] = 2", "\t//mapvet:ignore a,concurrent-map-writes old; why\n\tm[1] = 2");
        check("\t//mapvet:ignore concurrent-map-writes\n\t@m[1] = 2", "\t#\n\tm[1] = 2");
        check("\t@m[1] = 2 //mapvet:ignore a why", "\tm[1] = 2 //mapvet:ignore a,concurrent-map-writes why");
        // Those that speak of more than the statement, or in another form, are left alone.
        check("\t//lint:ignore mapvet/a b\n\t@m[1] = 2", "\t//lint:ignore mapvet/a b\n\t#\n\tm[1] = 2");
        check("\t//mapvet:ignore a b\n\tif c {\n\t\t@m[1] = 2\n\t}", "\t//mapvet:ignore a b\n\tif c {\n\t\t#\n\t\tm[1] = 2\n\t}");
        let file = |comment: &str| format!("package p\n\nfunc f() {{\n{comment}\tm[1] = 2\n}}\n");
        let text = |comment: &str| file(comment).replace("m[", "@m[");
        check_form(DirectiveForm::Nolint, &text("\t//nolint:mapvet,errcheck\n"), &file("\t//nolint:mapvet,errcheck // why\n"));
        let lint = file("\t//lint:ignore mapvet/a,mapvet/concurrent-map-writes b; why\n");
        check_form(DirectiveForm::Lint, &text("\t//lint:ignore mapvet/a b\n"), &lint);
        let two = file("\t//lint:ignore SA1000,mapvet/a b\n\t//lint:ignore mapvet/concurrent-map-writes why\n");
        check_form(DirectiveForm::Lint, &text("\t//lint:ignore SA1000,mapvet/a b\n"), &two);
    }

    #[test]
    fn what_would_not_be_read_back_is_not_written() {
        let wish = Wish { reason: "// why", ..WISH };
        assert_eq!(with_comment("package p\n\nfunc f() {\n\t@m[1] = 2\n}\n", &wish), None);
        assert_eq!(
            with_comment("package p\n\nvar s = `\n@m\n`\n", &WISH).as_deref(),
            Some("package p\n\n//mapvet:ignore concurrent-map-writes why\nvar s = `\nm\n`\n")
        );
        assert_eq!(with_comment("package p\n\n/* @m */\n", &WISH), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

        /// Whatever the text is, a comment is put in at one place and every other byte stays.
        #[test]
        fn every_other_byte_stays(
            pieces in prop::collection::vec(prop::sample::select(vec![
                "func f() {", "}", "{", "\n", "\r\n", "\t", " ", "m[1] = 2", "for k := range m {", "if m[1] > 0 {", "case m[1]:", "switch a {",
                "// x", "/* x", "*/", "`", "\"", "//mapvet:ignore a b", "//nolint:mapvet", "go func() {", "}()", "(", ")", ";", "var a = m[1]",
                "package p", "\u{feff}", "é", ",",
            ]), 0..40),
            form in prop::sample::select(vec![DirectiveForm::Mapvet, DirectiveForm::Nolint, DirectiveForm::Lint]),
            at in 0usize..400,
        ) {
            let text = format!("package p\n{}", pieces.concat());
            let access = at.min(text.len());
            let wish = Wish { form, ..WISH };
            if let Some(draft) = draft(text.as_bytes(), access as u32, &wish, &mut Parser::new()) {
                let same = text.bytes().zip(&draft.new).take_while(|(old, new)| old == *new).count();
                let same_end = text.bytes().rev().zip(draft.new.iter().rev()).take_while(|(old, new)| old == *new).count();
                let is_merged = text.contains("mapvet:ignore") || text.contains("nolint");
                let gone = text.len().saturating_sub(same + same_end);
                prop_assert!(is_merged || gone == 0, "{:?}", text);
                let put = &draft.new[same..draft.new.len() - same_end.min(draft.new.len() - same)];
                prop_assert!(put.iter().filter(|byte| **byte == b'\n').count() <= 2, "{:?}", text);
                prop_assert!(String::from_utf8_lossy(&draft.new[draft.comment.clone()]).contains("mapvet"), "{:?}", text);
            }
        }
    }
}
