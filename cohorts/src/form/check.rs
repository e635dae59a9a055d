//! Whether a form can be used with a dictionary.

use std::collections::{HashMap, HashSet};

use workbench_core::Variable;
use workbench_expr::Expr;

use super::{Definition, Item, Section};
use crate::Fault;
use crate::dictionary::Formulas;
use crate::dictionary::unknown_field;

const MAX_SECTIONS: usize = 200;
const MAX_ITEMS: usize = 5_000;

/// A form whose fields are known and whose expressions are read.
#[derive(Clone, Debug)]
pub struct ValidForm {
    pub(super) sections: Vec<ValidSection>,
}

#[derive(Clone, Debug)]
pub(super) struct ValidSection {
    pub(super) id: String,
    pub(super) visible_if: Option<Expr>,
    pub(super) items: Vec<ValidItem>,
}

#[derive(Clone, Debug)]
pub(super) struct ValidItem {
    pub(super) field: Variable,
    pub(super) visible_if: Option<Expr>,
    pub(super) required_if: Option<Expr>,
    pub(super) readonly: bool,
}

struct Desk<'a> {
    known: HashMap<&'a str, &'a Variable>,
    faults: Vec<Fault>,
}

impl Definition {
    /// Checks the form against the fields of a database.
    ///
    /// # Errors
    /// Every fault with its place, as `sections[0].items[2].visible_if`: an unknown field, a field that stands twice,
    /// an expression that cannot be read or reads an unknown field, formulas in a circle.
    pub fn check(&self, fields: &[Variable]) -> Result<ValidForm, Vec<Fault>> {
        let known = fields.iter().map(|field| (field.key.as_str(), field)).collect();
        let mut desk = Desk { known, faults: Vec::new() };
        let items: usize = self.sections.iter().map(|section| section.items.len()).sum();
        if self.sections.len() > MAX_SECTIONS || items > MAX_ITEMS {
            desk.wrong(
                "sections",
                format!("表单最多 {MAX_SECTIONS} 节、{MAX_ITEMS} 个字段"),
                format!("a form has at most {MAX_SECTIONS} sections and {MAX_ITEMS} fields"),
            );
            return Err(desk.faults);
        }
        let (mut ids, mut used) = (HashSet::new(), HashMap::new());
        let mut sections = Vec::with_capacity(self.sections.len());
        for (index, section) in self.sections.iter().enumerate() {
            let path = format!("sections[{index}]");
            desk.heading(&path, section, &mut ids);
            let visible_if = desk.expr(&format!("{path}.visible_if"), section.visible_if.as_deref());
            let place = |item: usize| format!("{path}.items[{item}]");
            let items = section.items.iter().enumerate();
            let items = items.filter_map(|(at, item)| desk.item(&place(at), item, &mut used)).collect();
            sections.push(ValidSection { id: section.id.clone(), visible_if, items });
        }
        if let Err(faults) = Formulas::of(fields) {
            let on_form = |key: &String| used.contains_key(key.as_str());
            let faults = faults.into_iter().filter(|(key, _)| on_form(key));
            desk.faults.extend(faults.map(|(key, fault)| {
                let path = used.get(key.as_str()).cloned().unwrap_or_default();
                Fault {
                    path,
                    zh: format!("“{key}”的公式有误：{}", fault.zh),
                    en: format!("formula of `{key}`: {}", fault.en),
                    at: fault.at,
                }
            }));
        }
        if desk.faults.is_empty() { Ok(ValidForm { sections }) } else { Err(desk.faults) }
    }
}

impl<'a> Desk<'a> {
    fn wrong(&mut self, path: &str, zh: impl Into<String>, en: impl Into<String>) {
        self.faults.push(Fault::new(path, zh, en));
    }

    fn heading<'s>(&mut self, path: &str, section: &'s Section, ids: &mut HashSet<&'s str>) {
        if section.id.trim().is_empty() || section.id.len() > 100 || !ids.insert(&section.id) {
            self.wrong(
                &format!("{path}.id"),
                "每节须有自己的 id，不能重复",
                "every section has an id of its own",
            );
        }
        let titles = [("title_zh", &section.title_zh), ("title_en", &section.title_en)];
        for (part, title) in titles {
            if title.chars().count() > 200 || title.chars().any(char::is_control) {
                self.wrong(
                    &format!("{path}.{part}"),
                    "标题最多 200 字",
                    "a title has at most 200 characters",
                );
            }
        }
    }

    fn expr(&mut self, path: &str, source: Option<&str>) -> Option<Expr> {
        let source = source.filter(|source| !source.trim().is_empty())?;
        match Expr::parse(source) {
            Err(error) => {
                self.faults.push(Fault::of_expr(path, error));
                None
            }
            Ok(expr) => {
                let unknown = expr.names().iter().filter(|name| !self.known.contains_key(name.as_str()));
                let at = |name: &str| source.find(name).map(|byte| source[..byte].chars().count());
                let faults: Vec<Fault> =
                    unknown.map(|name| Fault { at: at(name), ..unknown_field(path, name) }).collect();
                self.faults.extend(faults);
                Some(expr)
            }
        }
    }

    fn item<'s>(
        &mut self,
        path: &str,
        item: &'s Item,
        used: &mut HashMap<&'s str, String>,
    ) -> Option<ValidItem> {
        let field = self.known.get(item.field.as_str()).copied();
        if field.is_none() {
            self.faults.push(unknown_field(&format!("{path}.field"), &item.field));
        }
        if let Some(first) = used.insert(&item.field, path.to_owned()) {
            let key = &item.field;
            self.wrong(
                &format!("{path}.field"),
                format!("字段“{key}”在表单中出现两次（另一处 {first}）"),
                format!("the field `{key}` stands twice on the form, also at {first}"),
            );
        }
        if item.width.is_some_and(|width| !(1..=3).contains(&width)) {
            self.wrong(&format!("{path}.width"), "宽度为 1、2 或 3", "a width is 1, 2 or 3");
        }
        if item.label.as_ref().is_some_and(|label| label.chars().count() > 200) {
            self.wrong(&format!("{path}.label"), "名称最多 200 字", "a label has at most 200 characters");
        }
        let visible_if = self.expr(&format!("{path}.visible_if"), item.visible_if.as_deref());
        let required_if = self.expr(&format!("{path}.required_if"), item.required_if.as_deref());
        Some(ValidItem { field: field?.clone(), visible_if, required_if, readonly: item.readonly })
    }
}
