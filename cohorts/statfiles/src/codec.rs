//! Values as bytes of the temporary file, which only this process reads.

use crate::{Count, Date, Moment, Value};

pub(crate) fn put(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Empty => out.push(0),
        Value::Missing(place) => tagged(out, 1, &small(*place)),
        Value::Text(text) => {
            // texts are cut at 4 GiB before they come here
            tagged(out, 2, &u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
            out.extend_from_slice(text.as_bytes());
        }
        Value::Integer(n) => tagged(out, 3, &n.to_le_bytes()),
        Value::Decimal(x) => tagged(out, 4, &x.to_le_bytes()),
        Value::Date(date) => tagged(out, 5, &date.days().to_le_bytes()),
        Value::Moment(moment) => tagged(out, 6, &moment.millis().to_le_bytes()),
        Value::YesNo(yes) => out.push(7 + u8::from(*yes)),
        Value::Choice(place) => tagged(out, 9, &small(*place)),
        Value::Choices(places) => {
            tagged(out, 10, &small(places.len()));
            places.iter().for_each(|p| out.extend_from_slice(&small(*p)));
        }
        Value::Count(count) => {
            let bound = |b: Option<u32>| b.map_or(-1, i64::from).to_le_bytes();
            tagged(out, 11, &bound(count.min()));
            out.extend_from_slice(&bound(count.max()));
        }
    }
}

/// Takes one value from the front of `bytes`; `None` if the bytes are not ours.
pub(crate) fn take(bytes: &mut &[u8]) -> Option<Value> {
    let [tag] = array(bytes)?;
    Some(match tag {
        0 => Value::Empty,
        1 => Value::Missing(place(bytes)?),
        2 => {
            let length = usize::try_from(u32::from_le_bytes(array(bytes)?)).ok()?;
            let (text, rest) = bytes.split_at_checked(length)?;
            *bytes = rest;
            Value::Text(std::str::from_utf8(text).ok()?.to_owned())
        }
        3 => Value::Integer(i64::from_le_bytes(array(bytes)?)),
        4 => Value::Decimal(f64::from_le_bytes(array(bytes)?)),
        5 => Value::Date(Date::from_days(i32::from_le_bytes(array(bytes)?).into())?),
        6 => Value::Moment(Moment::from_millis(i64::from_le_bytes(array(bytes)?))?),
        7 | 8 => Value::YesNo(tag == 8),
        9 => Value::Choice(place(bytes)?),
        10 => {
            let n = place(bytes)?;
            Value::Choices((0..n).map(|_| place(bytes)).collect::<Option<_>>()?)
        }
        11 => {
            let mut bound = || Some(u32::try_from(i64::from_le_bytes(array(bytes)?)).ok());
            let (min, max) = (bound()?, bound()?);
            Value::Count(Count::new(min, max)?)
        }
        _ => return None,
    })
}

fn tagged(out: &mut Vec<u8>, tag: u8, bytes: &[u8]) {
    out.push(tag);
    out.extend_from_slice(bytes);
}

/// Places are below 4096, see `column`.
fn small(place: usize) -> [u8; 2] {
    u16::try_from(place).unwrap_or(u16::MAX).to_le_bytes()
}

fn place(bytes: &mut &[u8]) -> Option<usize> {
    array(bytes).map(u16::from_le_bytes).map(usize::from)
}

fn array<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (head, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(*head)
}
