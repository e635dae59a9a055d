import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

/** Fetches the named nouns anew. */
export function useRefresh() {
  const client = useQueryClient();
  return useCallback(
    async (...nouns: string[]) => {
      await Promise.all(nouns.map((noun) => client.invalidateQueries({ queryKey: [noun] })));
    },
    [client],
  );
}
