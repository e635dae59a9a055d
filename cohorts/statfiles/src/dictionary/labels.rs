//! `1=男|2=女`: codes and labels in one cell.

use crate::Label;

/// Reads codes with labels, parted by `|` (or by `;` or line ends when there is no `|`); a code without `=` is its own label.
/// `\` before `=`, `|`, `;` or `\` takes their meaning away.
pub(super) fn read(text: &str) -> Result<Vec<Label>, String> {
    let bars = parts(text, &['|']);
    let pieces = if bars.len() > 1 { bars } else { parts(text, &[';', '\u{ff1b}', '\n']) };
    let mut labels = Vec::new();
    for piece in pieces {
        let sides = parts(&piece, &['=', '\u{ff1d}']);
        let (code, label) = match sides.as_slice() {
            [code] if code.trim().is_empty() => continue,
            [code] => (code, ""),
            [code, label] => (code, label.as_str()),
            _ => {
                return Err(format!(
                    "`{}` has more than one `=`; write `\\=` for one in a label",
                    piece.trim()
                ));
            }
        };
        if code.trim().is_empty() {
            return Err(format!("`{}` has no code before `=`", piece.trim()));
        }
        labels.push(Label::new(bare(code.trim()), bare(label.trim())));
    }
    Ok(labels)
}

/// Writes what [`read`] reads.
pub(super) fn write(labels: &[Label]) -> String {
    let one = |label: &Label| {
        let code = escaped(&label.code);
        if label.text == label.code { code } else { format!("{code}={}", escaped(&label.text)) }
    };
    labels.iter().map(one).collect::<Vec<_>>().join("|")
}

/// Splits at separators that are not escaped; the pieces stay escaped.
fn parts(text: &str, separators: &[char]) -> Vec<String> {
    let (mut parts, mut part, mut escape) = (Vec::new(), String::new(), false);
    for c in text.chars() {
        if !escape && separators.contains(&c) {
            parts.push(std::mem::take(&mut part));
            continue;
        }
        escape = !escape && c == '\\';
        part.push(c);
    }
    parts.push(part);
    parts
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if matches!(c, '\\' | '|' | '=' | '\u{ff1d}' | ';' | '\u{ff1b}') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn bare(text: &str) -> String {
    let (mut out, mut escape) = (String::new(), false);
    for c in text.chars() {
        if escape && !matches!(c, '\\' | '|' | '=' | '\u{ff1d}' | ';' | '\u{ff1b}') {
            out.push('\\');
        }
        escape = !escape && c == '\\';
        if !escape {
            out.push(c);
        }
    }
    if escape {
        out.push('\\');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_read_as_written() {
        let labels = vec![
            Label::new("1", "男"),
            Label::new("a=b|c", "x;y\\"),
            Label::new("\\", "\\|"),
            Label::new("RUL", ""),
        ];
        assert_eq!(read(&write(&labels)).unwrap(), labels);
        assert_eq!(read("1=男; 2=女").unwrap(), [Label::new("1", "男"), Label::new("2", "女")]);
        assert_eq!(read(" ").unwrap(), []);
        assert!(read("1=a=b").is_err());
        assert!(read("=a").is_err());
    }
}
