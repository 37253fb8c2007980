// Starts the staff console in the browser: language, theme, data, addresses.
import "../../kernel/web/zod-setup.ts";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { ConfigProvider } from "antd";
import zhCN from "antd/locale/zh_CN";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RefusedError } from "../../kernel/web/api.ts";
import "../../kernel/web/kit.css";
import "./console.css";
import { makeRouter } from "./router.tsx";
import { theme } from "./theme.ts";

dayjs.locale("zh-cn");

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      networkMode: "always",
      retry: (count, error) =>
        count < 2 && error instanceof RefusedError && ["offline", "unavailable", "starting"].includes(error.refusal.code),
    },
  },
});
const router = makeRouter();
const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <ConfigProvider
        locale={zhCN}
        theme={theme}
        button={{ autoInsertSpace: false }}
        form={{ scrollToFirstError: { block: "center", focus: true } }}
      >
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </ConfigProvider>
    </StrictMode>,
  );
}
