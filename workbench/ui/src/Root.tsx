import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { App, ConfigProvider } from "antd";
import en from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { RouterProvider } from "react-router";
import type { Problem } from "./api/http";
import { router } from "./routes";
import { useWords } from "./shared/useWords";
import { light } from "./theme/tokens";

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: false,
      // A refusal is an answer; only a lost connection or a busy server is asked again.
      retry: (count, problem) => {
        const status = (problem as unknown as Problem).status;
        return count < 2 && (status === 0 || status >= 502);
      },
    },
  },
});

export function Root() {
  const { zh } = useWords();
  return (
    <ConfigProvider theme={light} locale={zh ? zhCN : en} button={{ autoInsertSpace: false }}>
      <App style={{ height: "100%" }}>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </App>
    </ConfigProvider>
  );
}
