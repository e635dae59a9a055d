/** What a password lacks: at least 8 characters with a digit, both cases and a symbol. */
export function lacking(password: string): ("length" | "digit" | "lower" | "upper" | "symbol")[] {
  const missing: ("length" | "digit" | "lower" | "upper" | "symbol")[] = [];
  if (Array.from(password).length < 8) missing.push("length");
  if (!/[0-9]/.test(password)) missing.push("digit");
  if (!/[a-z]/.test(password)) missing.push("lower");
  if (!/[A-Z]/.test(password)) missing.push("upper");
  if (!/[^0-9A-Za-z]/.test(password)) missing.push("symbol");
  return missing;
}
