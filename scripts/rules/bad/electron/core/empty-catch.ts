// breaks: no-empty
export const attempt = (act: () => void): void => {
  try {
    act()
  } catch {}
}
