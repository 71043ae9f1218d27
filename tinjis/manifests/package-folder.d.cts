/** Absolute path of the folder of @tinjis/cli: where its schemas lie and its dependencies are found from. */
declare const folder: string;
export = folder;
