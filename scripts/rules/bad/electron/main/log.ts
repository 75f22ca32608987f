// breaks: nothing
console.log('hello')
