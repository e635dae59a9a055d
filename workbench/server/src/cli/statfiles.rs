//! `workbench statfiles`: tables for statistics programs.

use std::path::PathBuf;

use clap::Subcommand;
use statfiles::{Format, Moment, Notes, Options};

use crate::AppError;

#[derive(Subcommand)]
pub enum Statfiles {
    /// A CSV table as XLSX, SPSS .sav, Stata .dta, SAS .xpt, RData or CSV
    ///
    /// The dictionary is a CSV file with a row a column of the table, and with the columns
    ///
    ///   key, type              required; 字段, 类型
    ///   label_zh, label_en     names; 中文名, 英文名
    ///   unit                   单位
    ///   values                 choices, as 1=男|2=女; 取值
    ///   missing                reasons for missing values, as -98=未提及|-99=不适用; 缺失
    ///
    /// Types: text, long_text, integer, decimal, date, datetime, yes_no, choice, choices, count
    /// (文本, 长文本, 整数, 小数, 日期, 日期时间, 是否, 单选, 多选, 计数). A cell with several choices parts them by `|`.
    /// CSV and .xpt cannot carry the dictionary: it goes beside them, as OUT.dictionary.csv.
    #[command(verbatim_doc_comment)]
    Convert {
        /// Table, CSV in UTF-8 or GB18030
        input: PathBuf,
        /// Its dictionary
        #[arg(long)]
        dictionary: PathBuf,
        /// OUT.csv, .xlsx, .sav, .dta, .xpt or .RData
        output: PathBuf,
        /// Version of SAS transport files: 8, or 5 with names of 8 and texts of 200 bytes
        #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u8).range(5..=8))]
        xpt_version: u8,
        /// KEY=TEXT, kept in the file; may be repeated
        #[arg(long)]
        note: Vec<String>,
    },
}

impl Statfiles {
    pub fn run(self) -> Result<(), AppError> {
        let Self::Convert { input, dictionary, output, xpt_version, note } = self;
        let format = match (Format::of(&output)?, xpt_version) {
            (Format::Xpt8, 5) => Format::Xpt5,
            (_, 6 | 7) => return Err(AppError::bad("--xpt-version is 5 or 8")),
            (format, _) => format,
        };
        let mut notes = Notes::new();
        for line in &note {
            let (key, text) = line
                .split_once('=')
                .ok_or_else(|| AppError::bad(format!("--note `{line}` is not KEY=TEXT")))?;
            notes.add(key, text);
        }
        let options = Options {
            created: Moment::from_millis(chrono::Local::now().naive_local().and_utc().timestamp_millis()),
            ..Options::default()
        };
        let (report, files) =
            statfiles::convert(&input, &dictionary, &output, Some(format), &options, &notes)?;
        for column in report.renames() {
            eprintln!("note: `{}` ({}) is `{}` in the file", column.key, column.part, column.name);
        }
        for change in &report.changes {
            eprintln!("note: `{}`: {}", change.key, change.what);
        }
        for file in files {
            super::print(&file.display().to_string())?;
        }
        Ok(())
    }
}
