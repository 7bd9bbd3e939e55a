const WORDS = {
  zh: {
    filters: "筛选", kinds: "类别", relations: "关系", statuses: "状态", reset: "全部显示", search: "搜索名称或别名",
    graph: "合作关系图", closer: "放大", farther: "缩小", whole: "查看全图", panel: "详情", close: "关闭", other: "English",
    aliases: "别名", region: "地区", documents: "提及文档", partners: "合作方", time: "时间", fields: "合作领域",
    confidence: "置信度", rule: "规则", document: "文件", published: "发布", status: "状态", none: "没有找到",
    noRelations: "图中没有它的关系", evidence: "原文依据", noEvidence: "没有随附原文", undated: "时间未述",
    nodes: (shown, all) => `显示 ${shown} / ${all} 个节点`, edges: (shown, all) => `${shown} / ${all} 条关系`,
    core: (shown, all) => `全图共 ${all} 个节点，本页只收录关系最多的 ${shown} 个`, count: (n) => `${n} 篇`,
    sources: (n) => `${n} 篇文档`, head: "主体", trigger: "触发词", tail: "客体",
  },
  en: {
    filters: "Filter", kinds: "Kinds", relations: "Relations", statuses: "Status", reset: "Show all",
    search: "Search names and aliases", graph: "Graph of cooperation", closer: "Zoom in", farther: "Zoom out",
    whole: "Show the whole graph", panel: "Details", close: "Close", other: "中文",
    aliases: "Also known as", region: "Region", documents: "Mentioned in", partners: "Partners", time: "Dates",
    fields: "Fields", confidence: "Confidence", rule: "Rule", document: "File", published: "Published",
    status: "Status", none: "Nothing found", noRelations: "No relations in this graph", evidence: "Evidence",
    noEvidence: "No sentences came with this graph", undated: "undated",
    nodes: (shown, all) => `Showing ${shown} of ${all} nodes`, edges: (shown, all) => `${shown} of ${all} relations`,
    core: (shown, all) => `The graph has ${all} nodes; this page holds the ${shown} with most relations`,
    count: (n) => (n === 1 ? "1 document" : `${n} documents`), sources: (n) => (n === 1 ? "1 document" : `${n} documents`),
    head: "head", trigger: "trigger", tail: "tail",
  },
};
const data = JSON.parse(document.getElementById("data").textContent);
let language = "zh";

const byId = (id) => document.getElementById(id);
const word = (key, ...values) => {
  const text = WORDS[language][key];
  return typeof text === "function" ? text(...values) : text;
};
const labelOf = (group, name) => (Object.hasOwn(data.schema[group], name) ? data.schema[group][name][language] : name);
const relationLabel = (name, inverse) => {
  if (!Object.hasOwn(data.schema.relations, name)) return name;
  return data.schema.relations[name][inverse ? `inverse_${language}` : language];
};
const isSymmetric = (name) => Object.hasOwn(data.schema.relations, name) && data.schema.relations[name].symmetric;
const colorOfRelation = (name) =>
  Object.hasOwn(data.schema.relations, name) ? data.schema.relations[name].color : "#5f6b7a";
/* Dates may be intervals (a/b): from the first of all of them to the last. */
const period = (first, last) => {
  const days = [first, last].filter(Boolean).flatMap((date) => date.split("/"));
  return [...new Set([days[0], days[days.length - 1]])].filter(Boolean).join(" – ");
};

/* All text that comes from documents passes through here, as text. */
function make(tag, classes, ...children) {
  const element = document.createElement(tag);
  if (classes) element.className = classes;
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

function button(classes, action, ...children) {
  const element = make("button", classes, ...children);
  element.type = "button";
  element.addEventListener("click", action);
  return element;
}

function mark(kind) {
  const look = data.schema.kinds[kind] ?? { color: "#5f6b7a", shape: "dot" };
  const element = make("span", `mark ${look.shape}`);
  element.style.backgroundColor = look.color;
  return element;
}

function stroke(color, status) {
  const element = make("span", `stroke ${status}`);
  element.style.color = color;
  return element;
}

function translatePage() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = word(element.dataset.text);
  for (const element of document.querySelectorAll("[data-label]")) element.ariaLabel = word(element.dataset.label);
  for (const element of document.querySelectorAll("[data-placeholder]")) element.placeholder = word(element.dataset.placeholder);
  byId("language").textContent = word("other");
  byId("language").lang = language === "zh" ? "en" : "zh-CN";
}
