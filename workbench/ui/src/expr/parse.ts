import { Fault, type FaultCode } from "./fault";
import { FUNCTIONS, signature } from "./functions";
import { lower, type Token, tokens } from "./lex";
import type { Sign } from "./signs";
import type { Arithmetic, Comparison, Node } from "./tree";

/** How deep brackets, prefixes and branches may be nested, the outermost expression counted. */
export const DEPTH = 64;

const COMPARISONS: readonly Sign[] = ["==", "!=", "<", "<=", ">", ">="];

/** Words to a tree: recursive descent with one look ahead. */
export function parse(source: string): { tree: Node; names: Set<string> } {
  const parser = new Parser(tokens(source));
  const tree = parser.expression();
  parser.finish();
  return { tree, names: parser.names };
}

class Parser {
  private next = 0;
  private depth = 0;
  readonly names = new Set<string>();

  constructor(private readonly words: Token[]) {}

  private get word(): Token {
    return (this.words[this.next] ?? this.words.at(-1))!;
  }

  private sees(sign: Sign): boolean {
    return this.word.kind === "sign" && this.word.value === sign;
  }

  private eat(sign: Sign): boolean {
    const found = this.sees(sign);
    if (found) this.next += 1;
    return found;
  }

  private expect(sign: Sign, code: FaultCode): void {
    if (!this.eat(sign)) throw new Fault(this.word.at, code, { sign });
  }

  private deeper(read: () => Node): Node {
    if (this.depth === DEPTH) throw new Fault(this.word.at, "deep", { depth: String(DEPTH) });
    this.depth += 1;
    const node = read();
    this.depth -= 1;
    return node;
  }

  expression(): Node {
    return this.deeper(() => {
      const { at } = this.word;
      const arms: [Node, Node][] = [];
      let last = this.any();
      while (this.eat("?")) {
        const value = this.expression();
        this.expect(":", "branch");
        arms.push([last, value]);
        last = this.any();
      }
      return arms.length === 0 ? last : { at, kind: "choose", arms, other: last };
    });
  }

  /** Nothing may stand after a whole expression. */
  finish(): void {
    const { word } = this;
    if (word.kind === "end") return;
    const codes: Partial<Record<Sign, FaultCode>> = {
      "=": "left_assign",
      "&": "left_and",
      "|": "left_or",
      "!": "left_not",
      ")": "left_bracket",
      "]": "left_bracket",
      ",": "left_comma",
      ":": "left_colon",
    };
    throw new Fault(word.at, (word.kind === "sign" && codes[word.value]) || "left_other");
  }

  private row(sign: Sign, kind: "any" | "all", read: () => Node): Node {
    const { at } = this.word;
    const nodes = [read()];
    while (this.eat(sign)) nodes.push(read());
    return nodes.length === 1 ? nodes[0]! : { at, kind, nodes };
  }

  private any(): Node {
    return this.row("||", "any", () => this.row("&&", "all", () => this.comparison()));
  }

  private comparing(): Comparison | "in" | null {
    const { word } = this;
    if (word.kind !== "sign") return null;
    return word.value === "in" || COMPARISONS.includes(word.value) ? (word.value as Comparison | "in") : null;
  }

  private comparison(): Node {
    const { at } = this.word;
    const bareNot = this.sees("!");
    const left = this.sum();
    const sign = this.comparing();
    if (!sign) return left;
    if (bareNot && left.kind === "not") throw new Fault(at, "not");
    this.next += 1;
    const right = this.sum();
    if (this.comparing()) throw new Fault(this.word.at, "chain");
    return sign === "in" ? { at, kind: "in", left, right } : { at, kind: "compare", sign, left, right };
  }

  private chain(signs: readonly Arithmetic[], read: () => Node): Node {
    const { at } = this.word;
    const first = read();
    const rest: [Arithmetic, Node][] = [];
    for (let sign = signs.find((one) => this.sees(one)); sign; sign = signs.find((one) => this.sees(one))) {
      this.next += 1;
      rest.push([sign, read()]);
    }
    return rest.length === 0 ? first : { at, kind: "arithmetic", first, rest };
  }

  private sum(): Node {
    return this.chain(["+", "-"], () => this.chain(["*", "/", "%"], () => this.prefixed()));
  }

  private prefixed(): Node {
    const { at } = this.word;
    const kind = this.eat("!") ? "not" : this.eat("-") ? "minus" : null;
    if (!kind) return this.primary();
    return { at, kind, inner: this.deeper(() => this.prefixed()) };
  }

  private primary(): Node {
    const { word } = this;
    const { at } = word;
    if (word.kind === "end") throw this.missing();
    this.next += 1;
    if (word.kind === "number" || word.kind === "text") return { at, kind: word.kind, value: word.value } as Node;
    if (word.kind === "name") {
      if (this.eat("(")) return this.call(at, word.value);
      this.names.add(word.value);
      return { at, kind: "name", name: word.value };
    }
    if (word.value === "true" || word.value === "false") return { at, kind: "bool", value: word.value === "true" };
    if (word.value === "null") return { at, kind: "null" };
    if (word.value === "(") {
      const node = this.expression();
      this.expect(")", "bracket");
      return node;
    }
    if (word.value === "[") return { at, kind: "list", items: this.items("]") };
    this.next -= 1;
    throw this.missing();
  }

  /** What stands between commas up to the closing bracket. */
  private items(close: ")" | "]"): Node[] {
    const items: Node[] = [];
    if (this.eat(close)) return items;
    for (;;) {
      items.push(this.expression());
      if (this.eat(close)) return items;
      if (!this.eat(",")) throw new Fault(this.word.at, "comma", { sign: close });
    }
  }

  private call(at: number, written: string): Node {
    const known = signature(lower(written));
    if (!known) throw new Fault(at, "function", { name: written, names: FUNCTIONS.join(" ") });
    if (known.name === "has") return this.has(at);
    const items = this.items(")");
    if (items.length < known.least || items.length > known.most) {
      throw new Fault(at, "arguments", { name: written, usage: known.usage });
    }
    if (known.name !== "if") return { at, kind: "call", name: known.name, items };
    return { at, kind: "choose", arms: [[items[0]!, items[1]!]], other: items[2]! };
  }

  private has(at: number): Node {
    const { word } = this;
    if (word.kind !== "name") throw new Fault(word.at, "field");
    this.next += 1;
    if (!this.eat(")")) throw new Fault(this.word.at, "field");
    this.names.add(word.value);
    return { at, kind: "has", name: word.value };
  }

  private missing(): Fault {
    const { word } = this;
    if (word.kind === "end") return new Fault(word.at, this.next === 0 ? "empty" : "early");
    if (word.kind === "sign" && word.value === "=") return new Fault(word.at, "assign");
    if (word.kind === "sign" && (word.value === "&" || word.value === "|")) return new Fault(word.at, "single");
    return new Fault(word.at, "value");
  }
}
