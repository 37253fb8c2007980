// Which fonts PDFs are printed with: the operator's own 仿宋 first, then the machine's, then the one that comes with the program.
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** For operators: how to print PDFs in a real 仿宋. Word files need nothing, they name 仿宋_GB2312 and use the reader's own. */
export const FONT_GUIDE = [
  "PDF 文书优先使用仿宋_GB2312、黑体、楷体_GB2312 和方正小标宋简体；本机没有时，用随程序安装的思源宋体（Noto Serif SC）代替。",
  "要换成仿宋：把有使用权的字体文件（.ttf、.otf 或 .ttc，例如 simfang.ttf）复制到数据目录的 fonts 文件夹（默认 data/fonts），一分钟内没有打印文书后自动生效，不必重启。",
  "姓名中有极生僻的字（扩展 B 区以后，例如“𠮷”）时，请再放入一个收有这些字的字体（例如 simsunb.ttf），缺字会自动从它补。",
];

/** Families by what they are for, the best first; a missing glyph or family is taken from the next one. */
export function documentFonts(): { body: string[]; hei: string[]; kai: string[]; title: string[]; digits: string[] } {
  const song = ["Noto Serif SC", "Noto Serif CJK SC", "Source Han Serif SC", "SimSun", "STSong", "Songti SC", "FandolSong"];
  const rare = ["SimSun-ExtB", "HanaMinB", "BabelStone Han", "Plangothic P1", "Plangothic P2"];
  const body = [
    "FangSong_GB2312",
    "仿宋_GB2312",
    "FangSong",
    "仿宋",
    "STFangsong",
    "FZFangSong-Z02",
    "FandolFang R",
    "FandolFang",
    ...song,
    ...rare,
  ];
  return {
    body,
    hei: ["SimHei", "黑体", "STHeiti", "Heiti SC", "FandolHei", "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", ...song, ...rare],
    kai: ["KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti", "Kaiti SC", "FandolKai", "LXGW WenKai", ...body],
    title: ["FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05", "STZhongsong", ...song, ...rare],
    digits: ["SimSun", "宋体", "STSong", ...song],
  };
}

const CJK =
  /fang|simhei|simkai|simsun|kaiti|heiti|songti|xiaobiaosong|zhongsong|^st(song|hei|kai)|fandol|noto(serif|sans)(cjk|sc)|sourcehan|wenkai|hanamin|babelstonehan|plangothic|^fz/i;
/** A folder's place in the order: 仿宋 of the machine, FandolFang, the program's own, all other Chinese fonts. */
const RANKS = [/simfang|fangsong|仿宋/i, /fandolfang/i];

function systemRoots(): string[] {
  const home = homedir();
  const windows = process.env["WINDIR"] ?? "C:\\Windows";
  return [
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol",
    "/Library/Fonts",
    "/System/Library/Fonts",
    join(windows, "Fonts"),
    join(home, ".fonts"),
    join(home, ".local/share/fonts"),
    join(home, "Library/Fonts"),
    "/usr/share/wps-office/fonts",
  ];
}

/** Folders under `root` (four levels deep) that hold Chinese fonts, each with its place in the order. */
function chineseFolders(root: string, depth = 0): { folder: string; rank: number }[] {
  if (!existsSync(root)) return [];
  let entries;
  try {
    entries = readdirSync(root, { withFileTypes: true });
  } catch {
    return []; // a folder of the system that this user may not read has nothing for us
  }
  const names = entries
    .filter((entry) => !entry.isDirectory() && /\.(ttf|otf|ttc|otc)$/i.test(entry.name) && CJK.test(entry.name))
    .map((entry) => entry.name);
  const first = RANKS.findIndex((pattern) => names.some((name) => pattern.test(name)));
  const here = names.length > 0 ? [{ folder: root, rank: first < 0 ? 3 : first }] : [];
  const below = depth < 4 ? entries.filter((entry) => entry.isDirectory()) : [];
  return [...here, ...below.flatMap((entry) => chineseFolders(join(root, entry.name), depth + 1))];
}

/** The program's own fonts: only the two weights that documents use. */
function packaged(): { folder: string; rank: number }[] {
  const home = dirname(fileURLToPath(import.meta.resolve("@expo-google-fonts/noto-serif-sc/package.json")));
  return ["400Regular", "700Bold"].map((weight) => ({ folder: join(home, weight), rank: 2 }));
}

/** The folders to look for fonts in, best first: the operator's (data/fonts), 仿宋 of the machine, FandolFang, the program's own, other Chinese ones. */
export function fontDirs(dataDir = process.env["ZS_DATA"] ?? "data", roots = systemRoots()): string[] {
  const own = join(dataDir, "fonts");
  const found = [...packaged(), ...roots.flatMap((root) => chineseFolders(root))].toSorted((a, b) => a.rank - b.rank);
  return [...new Set([...(existsSync(own) ? [own] : []), ...found.map(({ folder }) => folder)])];
}
