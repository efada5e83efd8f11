// Package values finds single values in documents of configuration, and sets them by splicing bytes: a port, a host, a
// password that belongs to one environment. A place is named by an address. Whatever is not the value's own token stays
// as it was, byte for byte: comments, order, quotes, indentation, line endings, a byte order mark.
//
// # Addresses
//
//   - JSON, YAML and TOML: a JSON pointer (RFC 6901), such as /smtp/host or /servers/0/port. A member of a list may be
//     named by what one of its fields is: /users/[name=admin]/email. Where a YAML file holds several documents, the first
//     segment is the number of the document, from 0; where it holds one there is no such segment.
//   - .env and Java properties: the key, such as API_KEY or db.url.
//   - INI: section/key; a key before the first section is its name alone.
//   - XML: the path of elements with a predicate where several have the same name, and @attribute for an attribute:
//     configuration/appSettings/add[key=X]@value, servers/server[2]/host. A predicate is the value of an attribute, or a
//     number from 1 among the elements of that name, as XPath counts. An element's own address is its text.
//   - any text: ~ and a regular expression (RE2) with one group, such as ~server_name\s+(\S+);. It must match once.
//
// In a key, a segment or a predicate ~1 stands for / and ~0 for ~, as in RFC 6901.
//
// # What is not set
//
// What cannot be set without changing something else, or whose meaning is not certain, is refused with a sentence: a key
// that is written twice, an alias or what one refers to, text with a comment in between. A result is read again before it
// is given, and must be the former document but for what was set. Of a format in which a token means the same wherever
// it stands (JSON, TOML, XML) only the token is read again, and nothing where a scalar of YAML takes the place of
// another on one line, in the same quotes.
//
// # What belongs to an environment
//
// Which places are whose is said by rules ([Rules]). Two things help with that, and decide nothing. [Rules.Suggest] proposes
// rules for what differs between environments, or looks as if it belonged to one. [Rules.Leaks] looks at what is about to
// be written for what should not travel: hosts and keys of another stage, masks, secrets that no rule names. Both judge a
// value by what it looks like ([LookOf]) together with its name, since either alone is wrong too often. What they say never
// shows a value.
package values
