// A button that is a link: opens an address of the console, or a file of the server.
import { Button, type ButtonProps } from "antd";
import type { MouseEvent, ReactNode } from "react";
import { useGo } from "./navigate.ts";

/** Opens an address inside the console; with Ctrl or the middle button in a new tab, like any link. */
export function LinkButton({
  to,
  children,
  ...look
}: Pick<ButtonProps, "type" | "size" | "danger" | "title"> & { to: string; children: ReactNode }) {
  const go = useGo();
  const open = (event: MouseEvent<HTMLElement>) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(to);
  };
  return (
    <Button {...look} href={to} onClick={open}>
      {children}
    </Button>
  );
}

/** Fetches a file; `beside` opens it in a new tab instead of saving it. */
export function FileButton({
  href,
  beside = false,
  primary = false,
  children,
}: {
  href: string;
  beside?: boolean;
  primary?: boolean;
  children: ReactNode;
}) {
  const way = beside ? { target: "_blank", rel: "noreferrer" } : { download: "" };
  return (
    <Button href={href} type={primary ? "primary" : "default"} {...way}>
      {children}
    </Button>
  );
}
