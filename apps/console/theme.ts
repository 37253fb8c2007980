// The look of the console: calm colours, 16 px, targets of 40 px and more, text that reads on weak screens.
import type { ThemeConfig } from "antd";

export const theme: ThemeConfig = {
  token: {
    colorPrimary: "#174f8c",
    colorInfo: "#174f8c",
    colorLink: "#174f8c",
    colorError: "#b3261e",
    colorWarning: "#8a5300",
    colorSuccess: "#1b6e3c",
    colorText: "#1f2328",
    colorTextSecondary: "#4a5158",
    colorTextTertiary: "#59616a",
    colorTextDescription: "#59616a",
    colorTextPlaceholder: "#69717a",
    colorBorder: "#8f98a3",
    fontSize: 16,
    controlHeight: 40,
    controlHeightLG: 48,
    controlHeightSM: 32,
    borderRadius: 4,
    motion: false,
    fontFamily: '"Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "WenQuanYi Micro Hei", sans-serif',
  },
  components: { Form: { itemMarginBottom: 16, verticalLabelPadding: "0 0 4px" }, Tag: { fontSizeSM: 14 } },
};
