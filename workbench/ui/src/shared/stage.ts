/** The stage of a job in the reader's language; the server says it in both, Chinese first: `写入变量 keeping values`. */
export function stageOf(message: string | null | undefined, zh: boolean): string {
  const [, chinese, english] = /^(\S*[\u4e00-\u9fff]\S*) (.+)$/.exec(message ?? "") ?? [];
  return (zh ? chinese : english) ?? message ?? "";
}
