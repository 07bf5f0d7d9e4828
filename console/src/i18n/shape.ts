/** Shape is the structure of texts, which those of all languages share. */
export type Shape<T> = { [K in keyof T]: T[K] extends string ? string : Shape<T[K]> }
