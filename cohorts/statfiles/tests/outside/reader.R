# reader.R FOLDER: compares table.RData with table.csv and dictionary.csv. Ends with 1 if a cell, label or type differs.
folder <- commandArgs(trailingOnly = TRUE)[1]
read <- function(name) {
  read.csv(file.path(folder, name), colClasses = "character", check.names = FALSE, fileEncoding = "UTF-8-BOM", na.strings = NULL)
}
fields <- read("dictionary.csv")
typed <- read("table.csv")
stopifnot(identical(load(file.path(folder, "table.RData")), c("data", "dictionary", "notes")))
stopifnot(any(grepl("watermark: 7f3a", notes)), nrow(data) == nrow(typed))
wrong <- 0
check <- function(name, same) {
  if (!isTRUE(all(same))) {
    cat(name, "differs in row", which(!same | is.na(same)), "\n")
    wrong <<- wrong + 1
  }
}
labels <- function(text) {
  pairs <- strsplit(text, "|", fixed = TRUE)[[1]]
  codes <- sub("=.*", "", pairs)
  setNames(sub("^[^=]*=", "", pairs), codes)
}
equal <- function(found, wanted) (is.na(found) & is.na(wanted)) | (!is.na(found) & !is.na(wanted) & found == wanted)
for (n in seq_len(nrow(fields))) {
  key <- fields$key[n]
  text <- typed[[key]]
  text[text == ""] <- NA
  reasons <- labels(fields$missing[n])
  if (length(reasons) > 0) {
    why <- ifelse(text %in% names(reasons), reasons[text], ifelse(text %in% reasons, text, NA))
    check(paste0(key, "_missing"), equal(as.character(data[[paste0(key, "_missing")]]), why))
    text[!is.na(why)] <- NA
  }
  found <- data[[key]]
  kind <- fields$type[n]
  if (!(kind %in% c("choices"))) check(paste(key, "label"), identical(attr(found, "label"), fields$label_zh[n]))
  if (kind %in% c("text", "long_text")) check(key, equal(found, text))
  if (kind %in% c("integer", "decimal")) check(key, is.numeric(found) & equal(found, as.numeric(text)))
  if (kind == "date") check(key, inherits(found, "Date") & equal(format(found, "%Y-%m-%d"), text))
  if (kind == "datetime") check(key, inherits(found, "POSIXct") & equal(as.numeric(found), as.numeric(as.POSIXct(text, tz = "UTC", format = "%Y-%m-%d %H:%M:%OS"))))
  if (kind == "yes_no") check(key, is.logical(found) & equal(found, text == "1"))
  if (kind == "choice") check(key, is.factor(found) & equal(as.character(found), unname(labels(fields$values[n])[text])))
  if (kind == "choices") for (code in names(labels(fields$values[n]))) {
    column <- data[[paste0(key, "_", code)]]
    check(paste(key, code), is.logical(column) & equal(column, ifelse(is.na(text), NA, grepl(code, text, fixed = TRUE))))
  }
  if (kind == "count") check(key, equal(found, suppressWarnings(as.numeric(text))))
}
cat("R .RData:", if (wrong == 0) "same" else "DIFFERENT", "\n")
quit(status = if (wrong == 0) 0 else 1)
