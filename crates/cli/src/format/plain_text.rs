//! A rule's page without its Markdown, for readers that show text as it is.

/// The page as plain text: headings are lines of their own, paragraphs are one line, code is indented, links are addresses.
pub fn page(markdown: &str) -> String {
    let mut blocks: Vec<String> = Vec::new();
    let mut code: Option<Vec<String>> = None;
    let mut open = false;
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            match code.take() {
                Some(lines) => blocks.push(lines.join("\n")),
                None => code = Some(Vec::new()),
            }
            open = false;
        } else if let Some(lines) = &mut code {
            lines.push(if line.is_empty() { String::new() } else { format!("    {line}") });
        } else {
            open = add(&mut blocks, line, open);
        }
    }
    blocks.extend(code.map(|lines| lines.join("\n")));
    blocks.join("\n\n")
}

/// The paragraphs as one, for places that have room for a sentence or two.
pub fn paragraph(markdown: &str) -> String {
    page(markdown).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Adds a line that is no code to the last paragraph, if that is still open, or begins one. Says whether more may follow.
fn add(blocks: &mut Vec<String>, line: &str, open: bool) -> bool {
    let row = line.trim();
    let heading = row.trim_start_matches('#');
    if row.is_empty() {
        return false;
    }
    if heading.len() < row.len() && heading.starts_with(' ') {
        blocks.push(inline(heading.trim()));
        return false;
    }
    let is_item = row.starts_with("- ") || row.starts_with("* ");
    match blocks.last_mut().filter(|_| open) {
        Some(last) if is_item => *last += &format!("\n{}", inline(row)),
        Some(last) => *last += &format!(" {}", inline(row)),
        None => blocks.push(inline(row)),
    }
    true
}

/// A line without the marks of code and emphasis; `[text](address)` becomes `text (address)`, `<address>` the address.
fn inline(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    for (at, part) in line.split('`').enumerate() {
        // Between two marks is code, which stays as it is.
        plain += &if at % 2 == 1 { part.to_owned() } else { links(&part.replace("**", "")) };
    }
    plain
}

fn links(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['[', '<']) {
        let (before, link) = rest.split_at(at);
        plain += before;
        let named = link.strip_prefix('[').and_then(|link| link.split_once("](")).filter(|(name, _)| !name.contains(']'));
        let named = named.and_then(|(name, link)| link.split_once(')').map(|(address, after)| (format!("{name} ({address})"), after)));
        let bare = link.strip_prefix("<http").and_then(|link| link.split_once('>')).map(|(address, after)| (format!("http{address}"), after));
        let (shown, after) = named.or(bare).unwrap_or_else(|| (link[..1].to_owned(), &link[1..]));
        plain += &shown;
        rest = after;
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;
    use mapvet_rules::RULES;

    #[test]
    fn marks_go_and_code_stays() {
        let page = page(
            "# a-rule\n\n## What it finds\n\nA map that\n`m[*k]` **never** [names](https://a.example/b).\n\n- one\n  more\n- <https://c.example>\n\n\
             ```go\n# no heading\n\nfunc f() { *p = m[k](x) }\n```\nAfter a < b [c].\n",
        );
        expect![[r##"
            a-rule

            What it finds

            A map that m[*k] never names (https://a.example/b).

            - one more
            - https://c.example

                # no heading

                func f() { *p = m[k](x) }

            After a < b [c]."##]]
        .assert_eq(&page);
    }

    #[test]
    fn a_page_that_ends_in_code_loses_nothing() {
        assert_eq!(page("a\n```\nb"), "a\n\n    b");
        assert_eq!(page(""), "");
        assert_eq!(paragraph("a\nb\n\n- c"), "a b - c");
    }

    #[test]
    fn no_page_keeps_marks() {
        for rule in RULES {
            let page = page(rule.docs);
            assert!(!page.contains('`') && !page.contains("](") && !page.contains("\n#") && !page.contains("<http"), "{page}");
            assert_eq!(page.matches("go.dev").count(), rule.docs.matches("go.dev").count());
        }
    }
}
