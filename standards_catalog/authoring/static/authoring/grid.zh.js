// The words of the table's menu.
(() => {
  "use strict";

  const keys = Handsontable.languages.dictionaryKeys;
  Handsontable.languages.registerLanguageDictionary({
    languageCode: "zh-CN",
    [keys.CONTEXTMENU_ITEMS_ROW_ABOVE]: "在上方插入行",
    [keys.CONTEXTMENU_ITEMS_ROW_BELOW]: "在下方插入行",
    [keys.CONTEXTMENU_ITEMS_INSERT_LEFT]: "在左侧插入列",
    [keys.CONTEXTMENU_ITEMS_INSERT_RIGHT]: "在右侧插入列",
    [keys.CONTEXTMENU_ITEMS_REMOVE_ROW]: ["删除行", "删除选中的行"],
    [keys.CONTEXTMENU_ITEMS_REMOVE_COLUMN]: ["删除列", "删除选中的列"],
    [keys.CONTEXTMENU_ITEMS_MERGE_CELLS]: "合并单元格",
    [keys.CONTEXTMENU_ITEMS_UNMERGE_CELLS]: "取消合并",
    [keys.CONTEXTMENU_ITEMS_UNDO]: "撤销",
    [keys.CONTEXTMENU_ITEMS_REDO]: "重做",
  });
})();
