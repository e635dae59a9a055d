//! The columns of a file, one column of the table after the other.

use super::names::Namer;
use super::{Form, Part, Physical, Room};
use crate::column::code_number;
use crate::report::Report;
use crate::survey::Survey;
use crate::{Column, Format, Kind};

/// Plans column after column.
pub(super) struct Planner {
    format: Format,
    namer: Namer,
    columns: Vec<Physical>,
    report: Report,
}

impl Planner {
    pub fn new(rows: u64, format: Format) -> Self {
        let report = Report { rows, ..Report::default() };
        Self { format, namer: Namer::new(format), columns: Vec::new(), report }
    }

    pub fn finish(self) -> (Vec<Physical>, Report) {
        (self.columns, self.report)
    }

    /// Adds the file's columns for a column of the table.
    pub fn column(
        &mut self,
        source: usize,
        column: &Column,
        survey: &Survey,
        room: Option<Room>,
        pieces: usize,
    ) {
        let flat = matches!(self.format, Format::Csv | Format::Xlsx);
        let form = self.form(column, survey);
        if column.kind == Kind::Integer && form.is_text() {
            self.report.change(column, "numbers beyond 2^53 are text, so that no digit is lost");
        }
        let reasons = self.reasons(column, survey, form);
        let mut labels: Vec<(String, String)> = Vec::new();
        let mut numbers = Vec::new();
        match column.kind {
            Kind::YesNo => labels = column.yes_no().map(|l| (l.code, l.text)).into(),
            Kind::Choice => {
                if matches!(form, Form::Whole { .. }) {
                    let codes: Option<Vec<i32>> =
                        column.values.iter().map(|v| code_number(&v.code)).collect();
                    numbers = codes.unwrap_or_else(|| (1..).take(column.values.len()).collect());
                    if !column.numeric_codes() {
                        self.report.change(column, "its codes are numbered from 1; the labels are kept");
                    }
                    let texts = column.values.iter().map(|v| v.text.clone());
                    labels = numbers.iter().map(ToString::to_string).zip(texts).collect();
                } else {
                    labels = column.values.iter().map(|v| (v.code.clone(), v.text.clone())).collect();
                }
            }
            _ => {}
        }
        let named = |reasons: &[String]| -> Vec<(String, String)> {
            reasons.iter().cloned().zip(column.missing.iter().map(|m| m.text.clone())).collect()
        };
        labels.extend(named(&reasons));
        let base = Physical {
            name: String::new(),
            source,
            part: Part::Whole,
            form,
            label: column.title().to_owned(),
            numbers,
            labels,
            reasons,
            room: room.filter(|_| pieces > 1),
        };
        if column.kind == Kind::Choices && !flat {
            let reasons = self.assigned(column, survey);
            for (place, option) in column.values.iter().enumerate() {
                let label = format!("{}: {}", column.title(), option.text);
                let mut labels = vec![("0".to_owned(), "否".to_owned()), ("1".to_owned(), "是".to_owned())];
                labels.extend(named(&reasons));
                let wanted = format!("{}_{}", column.key, option.code);
                let part =
                    Physical { part: Part::Option(place), form: Form::YesNo, label, labels, ..base.clone() };
                self.add(column, &wanted, Physical { reasons: reasons.clone(), ..part });
            }
            self.report.change(column, "each of its choices is a column of 0 and 1");
            return self.reason(column, &base);
        }
        self.add(column, &column.key.clone(), base.clone());
        if column.kind == Kind::Count && survey.bounds && !flat {
            for (part, end) in [(Part::Min, "min"), (Part::Max, "max")] {
                let label = format!("{} ({end})", column.title());
                let reasons = self.assigned(column, survey);
                let bound = Physical { part, label, labels: named(&reasons), reasons, ..base.clone() };
                self.add(column, &format!("{}_{end}", column.key), bound);
            }
            self.report.change(column, "counts known within bounds only are in two further columns");
        }
        for place in 1..pieces {
            let label = format!("{} ({})", column.title(), place + 1);
            let wanted = format!("{}_{}", column.key, place + 1);
            let part = Part::Piece(place);
            self.add(
                column,
                &wanted,
                Physical { part, label, labels: Vec::new(), reasons: Vec::new(), ..base.clone() },
            );
        }
        if pieces > 1 {
            self.report
                .change(column, format!("texts longer than a cell go on in {} further columns", pieces - 1));
        }
        self.reason(column, &base);
    }

    /// What is not in the file as it is in the table, besides names.
    pub fn losses(&mut self, column: &Column, survey: &Survey) {
        if survey.replaced > 0 {
            let what = format!("control characters in {} cells became U+FFFD", survey.replaced);
            self.report.change(column, what);
        }
        let padded = matches!(self.format, Format::Sav | Format::Xpt5 | Format::Xpt8);
        if padded && survey.trailing > 0 {
            let what = format!("{} texts end in spaces, which the format does not keep", survey.trailing);
            self.report.change(column, what);
        }
        let title = column.title();
        let (long, room) = match self.format {
            Format::Sav => (title.len() > 255, "255 bytes"),
            Format::Dta => (title.chars().count() > 80, "80 characters"),
            Format::Xpt5 => (title.len() > 40, "40 bytes"),
            Format::Xpt8 => (title.len() > 256, "256 bytes"),
            Format::Csv | Format::Xlsx | Format::RData => (false, ""),
        };
        if long {
            self.report.change(column, format!("its label is cut to {room}; the dictionary has all of it"));
        }
        let labels = column.values.iter().chain(&column.missing);
        if self.format == Format::Sav && labels.clone().any(|l| l.text.len() > 120) {
            self.report.change(column, "value labels are cut to 120 bytes; the dictionary has all of them");
        }
        if self.format == Format::Sav && column.missing.len() > 3 && self.form(column, survey).is_text() {
            self.report.change(column, "only the first three reasons are declared missing in a text column");
        }
        if matches!(self.format, Format::Xpt5 | Format::Xpt8) && labels.count() > 0 {
            self.report.change(column, "value labels are in the dictionary beside the file");
        }
    }

    /// R alone: its missing value is one, so the reason is a column of its own.
    fn reason(&mut self, column: &Column, base: &Physical) {
        if self.format != Format::RData || column.missing.is_empty() {
            return;
        }
        let label = format!("{} (missing)", column.title());
        let wanted = format!("{}_missing", column.key);
        let labels = column.missing.iter().map(|m| (m.code.clone(), m.text.clone())).collect();
        let form = Form::Text { bytes: 0 };
        let part = Part::Reason;
        self.add(
            column,
            &wanted,
            Physical { part, form, label, labels, reasons: Vec::new(), ..base.clone() },
        );
        self.report.change(column, "why a value is missing is in a column of its own");
    }

    fn add(&mut self, column: &Column, wanted: &str, mut physical: Physical) {
        let other = match physical.part {
            Part::Whole => column.label_en.clone(),
            Part::Option(place) => {
                let code = column.values.get(place).map_or("", |v| &v.code);
                let option = if code.is_ascii() { code.to_owned() } else { (place + 1).to_string() };
                let start = if column.key.is_ascii() { &column.key } else { &column.label_en };
                if start.is_empty() { String::new() } else { format!("{start}_{option}") }
            }
            _ if column.label_en.is_empty() => String::new(),
            part => format!("{} {part}", column.label_en),
        };
        physical.name = self.namer.name(wanted, &other, self.columns.len() + 1);
        self.report.place(column, physical.part, &physical.name, physical.name == column.key);
        self.columns.push(physical);
    }

    fn form(&self, column: &Column, survey: &Survey) -> Form {
        // where texts have no missing values but the words themselves, these need room too
        let words = match self.format {
            Format::Dta | Format::Xpt5 | Format::Xpt8 => {
                column.missing.iter().map(|m| m.text.len()).max().unwrap_or(0)
            }
            _ => 0,
        };
        let text = |bytes: usize| Form::Text { bytes: bytes.max(words) };
        match column.kind {
            Kind::Text | Kind::LongText => text(survey.bytes),
            Kind::Integer if survey.beyond && self.format != Format::Csv => text(20),
            Kind::Integer | Kind::Count => {
                let (min, max) = survey.numbers.unwrap_or((0.0, 0.0));
                Form::Whole { min, max }
            }
            Kind::Decimal => Form::Decimal,
            Kind::Date => Form::Date,
            Kind::Moment => Form::Moment { millis: survey.millis },
            Kind::YesNo => Form::YesNo,
            Kind::Choice if self.format == Format::Dta || column.numeric_codes() => {
                let numbers = column.values.iter().filter_map(|v| code_number(&v.code)).map(f64::from);
                let n = f64::from(u16::try_from(column.values.len()).unwrap_or(u16::MAX));
                let (min, max) = numbers.fold((0.0, n), |(a, b): (f64, f64), x| (a.min(x), b.max(x)));
                Form::Whole { min, max }
            }
            Kind::Choice => {
                let codes = column.values.iter().map(|v| v.code.len()).max();
                text(codes.unwrap_or(0))
            }
            Kind::Choices => text(0),
        }
    }

    /// Codes for the reasons in SPSS, which alone stores them among the values.
    fn reasons(&mut self, column: &Column, survey: &Survey, form: Form) -> Vec<String> {
        if self.format != Format::Sav || column.missing.is_empty() {
            return Vec::new();
        }
        let own: Vec<String> = column.missing.iter().map(|m| m.code.clone()).collect();
        let fits = match form {
            Form::Text { .. } => own.iter().all(|c| c.len() <= 8),
            Form::Date | Form::Moment { .. } => false,
            _ => own.iter().all(|c| code_number(c).is_some()),
        };
        if fits && own.len() <= 3 {
            return own;
        }
        let codes = self.assigned(column, survey);
        let said: Vec<String> =
            codes.iter().zip(&column.missing).map(|(c, m)| format!("{c} = {}", m.text)).collect();
        self.report.change(column, format!("missing values are coded {}", said.join(", ")));
        codes
    }

    fn assigned(&self, column: &Column, survey: &Survey) -> Vec<String> {
        if self.format != Format::Sav {
            return Vec::new();
        }
        survey.free_codes(column).iter().map(ToString::to_string).collect()
    }
}
