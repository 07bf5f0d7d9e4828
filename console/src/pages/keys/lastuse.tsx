export function LastUse(_: { id: string }) { return null }
