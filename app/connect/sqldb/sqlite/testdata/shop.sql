-- A shop, with what SQLite has of everything.
CREATE TABLE brand (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL COLLATE NOCASE UNIQUE, -- as people write it
  site TEXT CHECK (site LIKE 'https://%')
);
CREATE TABLE product (
  id INTEGER PRIMARY KEY,
  brand_id INTEGER NOT NULL REFERENCES brand(id) ON DELETE CASCADE,
  name VARCHAR(80) NOT NULL,
  price DECIMAL(10,2) NOT NULL DEFAULT 0,
  gross AS (price * 1.19) STORED,
  note TEXT DEFAULT 'none; yet',
  CONSTRAINT "not free" CHECK (price >= 0)
);
CREATE INDEX product_name ON product (name COLLATE NOCASE);
CREATE UNIQUE INDEX "product of brand" ON product (brand_id, lower(name)) WHERE price > 0;
CREATE TABLE "Größe ""x"" y.z/~" ("a b" TEXT, [c d] BLOB, `e` REAL);
CREATE TABLE stock (product INTEGER, place TEXT, amount INT NOT NULL, PRIMARY KEY (product, place), FOREIGN KEY (product) REFERENCES product) WITHOUT ROWID;
CREATE TABLE flags (name TEXT PRIMARY KEY, url TEXT, enabled INTEGER NOT NULL DEFAULT 0, share REAL) STRICT;
CREATE TABLE tax_rates (country TEXT NOT NULL, region TEXT NOT NULL DEFAULT '', rate REAL NOT NULL, flag TEXT REFERENCES flags(name), picture BLOB, UNIQUE (country, region));
CREATE TABLE history (at TEXT DEFAULT CURRENT_TIMESTAMP, what TEXT);
CREATE VIRTUAL TABLE search USING fts5(name, note, tokenize = 'porter');
CREATE VIEW cheap AS SELECT id, name FROM product WHERE price < 10;
CREATE VIEW cheapest AS SELECT * FROM cheap ORDER BY name LIMIT 3;
CREATE TRIGGER cheap_insert INSTEAD OF INSERT ON cheap BEGIN
  INSERT INTO product (brand_id, name, price) VALUES (1, NEW.name, CASE WHEN NEW.id THEN 1 ELSE 2 END);
END;
CREATE TRIGGER product_history AFTER UPDATE OF price ON product WHEN NEW.price <> OLD.price BEGIN
  INSERT INTO history (what) VALUES ('price of ' || NEW.name);
  UPDATE flags SET enabled = enabled WHERE name = 'none';
END;
CREATE TRIGGER flags_history AFTER UPDATE ON flags BEGIN INSERT INTO history (what) VALUES (NEW.name); END;
