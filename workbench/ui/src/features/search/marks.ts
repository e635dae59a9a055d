/** Colour and number of a criterion by its place in the search that was asked. */
export type LeafMark = (leaf: number) => { color: string; number: number | undefined };
