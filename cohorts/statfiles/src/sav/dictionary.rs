//! Records before the data, read.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use encoding_rs::{Encoding, GB18030, UTF_8, WINDOWS_1252};

use super::{BIAS, SEGMENT, SHORT};
use crate::cell::shortest;
use crate::gather::{Found, Shape};
use crate::source::{Source, text};
use crate::{Label, Notes, StatError};

/// What stands before the data.
pub(super) struct Head {
    pub variables: Vec<Variable>,
    pub notes: Notes,
    pub encoding: &'static Encoding,
    pub compressed: bool,
    pub bias: f64,
    pub rows: Option<u64>,
}

/// A variable, long strings put together.
#[derive(Clone, Default)]
pub(super) struct Variable {
    /// Place of its first unit, from 1.
    index: usize,
    short: Vec<u8>,
    pub width: usize,
    pub shape: Shape,
    label: Vec<u8>,
    missing: Vec<[u8; 8]>,
    range: bool,
    name: String,
    said: Found,
}

/// A code and its label, as in the file.
type CodeLabel = ([u8; 8], Vec<u8>);

/// Variables of a file at most.
const VARIABLES: usize = 1 << 20;

impl Head {
    pub fn read<R: Read + Seek>(source: &mut Source<R>) -> Result<Self, StatError> {
        let mut reader = Reader::default();
        let magic = source.bytes(4)?;
        if magic == b"$FL3" {
            return Err(source.wrong("it is compressed by ZLIB: save it as .sav, not .zsav"));
        }
        if magic != b"$FL2" {
            return Err(source.wrong("it does not begin as an SPSS file does"));
        }
        source.bytes(60)?;
        source.big = match source.int()? {
            2 | 3 => false,
            layout if matches!(layout.swap_bytes(), 2 | 3) => true,
            layout => return Err(source.wrong(format!("layout {layout}"))),
        };
        source.int()?;
        let compressed = match source.int()? {
            0 => false,
            1 => true,
            other => return Err(source.wrong(format!("compression {other}"))),
        };
        source.int()?;
        let rows = u64::try_from(source.int()?).ok();
        let bias = source.real()?;
        source.bytes(84)?;
        loop {
            match source.int()? {
                2 => reader.variable(source)?,
                3 => reader.labels(source)?,
                6 => {
                    for _ in 0..source.length()? {
                        let line = source.bytes(80)?;
                        reader.documents.push(line);
                    }
                }
                7 => reader.extension(source)?,
                999 => {
                    source.int()?;
                    break;
                }
                other => return Err(source.wrong(format!("a record of type {other}"))),
            }
        }
        let bias = if bias.is_finite() { bias } else { BIAS };
        reader.finish(source, compressed, bias, rows)
    }
}

#[derive(Default)]
struct Reader {
    variables: Vec<Variable>,
    units: usize,
    /// Labels with the places of their variables.
    labels: Vec<(Vec<CodeLabel>, Vec<usize>)>,
    documents: Vec<Vec<u8>>,
    extensions: BTreeMap<i32, Vec<u8>>,
}

impl Reader {
    fn variable<R: Read + Seek>(&mut self, source: &mut Source<R>) -> Result<(), StatError> {
        let width = source.int()?;
        let labelled = source.int()?;
        let missing = source.int()?;
        let format = source.int()?;
        source.int()?;
        let short = source.bytes(8)?;
        self.units += 1;
        if width < 0 {
            return Ok(());
        }
        if self.variables.len() >= VARIABLES || width > 255 || !(-3..=3).contains(&missing) {
            return Err(source.wrong(format!("variable {}", self.variables.len() + 1)));
        }
        let mut variable = Variable { index: self.units, short, ..Variable::default() };
        variable.width = usize::try_from(width).unwrap_or(0);
        variable.shape = match (format >> 16) & 0xff {
            _ if width > 0 => Shape::Text,
            20 | 23 | 24 | 38 | 39 => Shape::Date,
            22 | 41 => Shape::Moment,
            _ => Shape::Number,
        };
        if labelled != 0 {
            let length = source.length()?;
            variable.label = source.bytes(length.min(1 << 16).next_multiple_of(4))?;
            variable.label.truncate(length);
        }
        variable.range = missing < 0;
        for _ in 0..missing.unsigned_abs() {
            let unit = source.bytes(8)?;
            variable.missing.extend(<[u8; 8]>::try_from(unit));
        }
        self.variables.push(variable);
        Ok(())
    }

    fn labels<R: Read + Seek>(&mut self, source: &mut Source<R>) -> Result<(), StatError> {
        let mut labels = Vec::new();
        for _ in 0..source.length()? {
            let code = source.bytes(8)?;
            let [length] = source.array()?;
            let mut label = source.bytes((usize::from(length) + 1).next_multiple_of(8) - 1)?;
            label.truncate(length.into());
            labels.push((code.try_into().unwrap_or_default(), label));
        }
        if source.int()? != 4 {
            return Err(source.wrong("value labels without variables"));
        }
        let mut places = Vec::new();
        for _ in 0..source.length()? {
            places.push(source.length()?);
        }
        self.labels.push((labels, places));
        Ok(())
    }

    fn extension<R: Read + Seek>(&mut self, source: &mut Source<R>) -> Result<(), StatError> {
        let subtype = source.int()?;
        let (unit, count) = (source.length()?, source.length()?);
        let length = unit.checked_mul(count).ok_or_else(|| source.wrong("an extension record too long"))?;
        let bytes = source.bytes(length)?;
        self.extensions.insert(subtype, bytes);
        Ok(())
    }

    fn finish<R: Read + Seek>(
        mut self,
        source: &Source<R>,
        compressed: bool,
        bias: f64,
        rows: Option<u64>,
    ) -> Result<Head, StatError> {
        let encoding = self.encoding(source)?;
        let decode = |bytes: &[u8]| text(bytes, encoding);
        let extension = |subtype: i32| {
            self.extensions
                .get(&subtype)
                .map_or("".to_owned(), |b| encoding.decode_without_bom_handling(b).0.into_owned())
        };
        let names: BTreeMap<String, String> = extension(13)
            .split('\t')
            .filter_map(|pair| pair.split_once('='))
            .map(|(short, long)| (short.to_uppercase(), long.to_owned()))
            .collect();
        let widths: BTreeMap<String, usize> = extension(14)
            .split('\t')
            .filter_map(|pair| pair.split_once('='))
            .filter_map(|(short, width)| Some((short.to_uppercase(), width.trim_matches('\0').parse().ok()?)))
            .collect();
        let mut fields = attributes(&extension(18));
        let mut whole: Vec<Variable> = Vec::new();
        let mut skip = 0;
        for mut variable in std::mem::take(&mut self.variables) {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let short = decode(&variable.short);
            variable.name = names.get(&short.to_uppercase()).cloned().unwrap_or(short.clone());
            if let Some(width) = widths.get(&short.to_uppercase()).filter(|w| **w > SHORT && **w <= 32_767) {
                variable.width = *width;
                skip = width.div_ceil(SEGMENT) - 1;
            }
            variable.said = Found {
                name: variable.name.clone(),
                label: decode(&variable.label),
                fields: fields.remove(&variable.name).unwrap_or_default(),
                shape: variable.shape,
                ..Found::default()
            };
            whole.push(variable);
        }
        if skip > 0 {
            return Err(source.wrong("a long string lacks its end"));
        }
        let code = |bytes: [u8; 8], width: usize| {
            if width > 0 {
                return decode(&bytes);
            }
            let x = if source.big { f64::from_be_bytes(bytes) } else { f64::from_le_bytes(bytes) };
            shortest(x)
        };
        for (labels, places) in &self.labels {
            for variable in whole.iter_mut().filter(|v| places.contains(&v.index)) {
                let said = labels.iter().map(|(bytes, label)| (code(*bytes, variable.width), decode(label)));
                variable.said.labels.extend(said);
            }
        }
        for (name, codes, labels) in long_labels(self.extensions.get(&21), source.big, &decode) {
            if let Some(variable) = whole.iter_mut().find(|v| v.name == name) {
                variable.said.labels.extend(codes.into_iter().zip(labels));
            }
        }
        for variable in &mut whole {
            let codes: Vec<String> = variable.missing.iter().map(|b| code(*b, variable.width)).collect();
            // our own files say all codes, in order, also those that SPSS is not told of
            let own = variable.said.fields.get("codes").cloned();
            let label =
                |code: &String| variable.said.labels.iter().find(|(c, _)| c == code).map_or("", |(_, l)| l);
            variable.said.missing = if let Some(own) = own {
                own.split('|').map(|c| Label::new(c, label(&c.to_owned()))).collect()
            } else if variable.range {
                variable
                    .said
                    .labels
                    .iter()
                    .filter(|(c, _)| within(c, &codes))
                    .map(|(c, l)| Label::new(c, l))
                    .collect()
            } else {
                codes.iter().map(|c| Label::new(c, label(c))).collect()
            };
        }
        let mut notes = Notes::new();
        self.documents.iter().for_each(|line| notes.add_line(&decode(line)));
        Ok(Head { variables: whole, notes, encoding, compressed, bias, rows })
    }

    fn encoding<R: Read + Seek>(&self, source: &Source<R>) -> Result<&'static Encoding, StatError> {
        if let Some(name) = self.extensions.get(&20) {
            let name = String::from_utf8_lossy(name);
            return Encoding::for_label(name.trim().as_bytes())
                .ok_or_else(|| source.wrong(format!("its encoding `{}` is not known", name.escape_debug())));
        }
        let code =
            self.extensions.get(&3).and_then(|b| b.get(28..32)).and_then(|b| <[u8; 4]>::try_from(b).ok());
        let code = code.map_or(0, |b| if source.big { i32::from_be_bytes(b) } else { i32::from_le_bytes(b) });
        Ok(match code {
            65_001 => UTF_8,
            936 | 54_936 => GB18030,
            _ => WINDOWS_1252,
        })
    }
}

impl Variable {
    pub fn found(&self) -> Found {
        self.said.clone()
    }

    /// Which user-missing value a number is. Dates are asked before they are moved to another epoch.
    pub fn number_missing(&self, x: f64) -> Option<usize> {
        let missing = &self.said.missing;
        // parsing is for the few columns that have any
        if missing.is_empty() { None } else { missing.iter().position(|m| m.code.parse() == Ok(x)) }
    }

    /// Which user-missing value a text is.
    pub fn text_missing(&self, text: &str) -> Option<usize> {
        self.said.missing.iter().position(|m| m.code == text)
    }
}

fn within(code: &str, range: &[String]) -> bool {
    let number = |t: &str| t.parse::<f64>().ok();
    match (number(code), range) {
        (Some(x), [low, high]) => number(low).is_some_and(|l| l <= x) && number(high).is_some_and(|h| x <= h),
        (Some(x), [low, high, one]) => within(code, &[low.clone(), high.clone()]) || number(one) == Some(x),
        _ => false,
    }
}

/// `NAME:attribute('value'⏎)…/NAME:…`
fn attributes(text: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut all = BTreeMap::new();
    let mut rest = text;
    while let Some((name, after)) = rest.split_once(':') {
        let mut fields = BTreeMap::new();
        rest = after;
        while let Some((field, after)) = rest.split_once("('") {
            if field.contains('/') {
                break;
            }
            let Some((value, after)) = after.split_once("'\n)") else { return all };
            // an attribute of several values is none of ours
            fields.insert(field.to_owned(), value.to_owned());
            rest = after;
        }
        all.insert(name.to_owned(), fields);
        rest = rest.strip_prefix('/').unwrap_or(rest);
    }
    all
}

/// Codes and labels of strings beyond eight bytes.
fn long_labels(
    bytes: Option<&Vec<u8>>,
    big: bool,
    decode: &dyn Fn(&[u8]) -> String,
) -> Vec<(String, Vec<String>, Vec<String>)> {
    let mut rest = bytes.map_or(&[][..], Vec::as_slice);
    let mut all = Vec::new();
    let number = |rest: &mut &[u8]| -> Option<usize> {
        let (head, after) = rest.split_first_chunk::<4>()?;
        *rest = after;
        usize::try_from(if big { i32::from_be_bytes(*head) } else { i32::from_le_bytes(*head) }).ok()
    };
    let counted = |rest: &mut &[u8]| -> Option<String> {
        let length = number(rest)?;
        let (head, after) = rest.split_at_checked(length)?;
        *rest = after;
        Some(decode(head))
    };
    let mut one = || {
        let name = counted(&mut rest)?;
        let (_, n) = (number(&mut rest)?, number(&mut rest)?);
        let (mut codes, mut labels) = (Vec::new(), Vec::new());
        for _ in 0..n {
            codes.push(counted(&mut rest)?);
            labels.push(counted(&mut rest)?);
        }
        Some((name, codes, labels))
    };
    while let Some(found) = one() {
        all.push(found);
    }
    all
}
