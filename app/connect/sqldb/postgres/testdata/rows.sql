INSERT INTO customers (mail, nick, home, feels, all_moods, tags, name, since, extra)
 SELECT 'c' || i || '@example.com', 'nick' || i, ROW('street', '1234', '{sad}')::address, CASE WHEN i % 3 = 0 THEN 'sad' ELSE 'happy' END::mood, '{sad,happy}', '{a,b}', 'Customer ' || i, '2024-01-01', '{"a": 1}'
 FROM generate_series(1, 300) i;
INSERT INTO products (title, price, during) SELECT 'Product ' || i, i * 1.25, tstzrange('2024-01-01', '2024-02-01') FROM generate_series(1, 200) i;
INSERT INTO orders (customer_id, product_id, count, note) SELECT i % 300 + 1, i / 10 % 200 + 1, i % 9 + 1, 'note ' || i FROM generate_series(1, 2000) i;
INSERT INTO audit.log (feels, order_id) SELECT 'happy', id FROM orders LIMIT 500;
INSERT INTO "Seltsame Tabelle/ы.x" SELECT i, 'ä' || i, true, 'b', i, 'c' FROM generate_series(1, 50) i;
INSERT INTO chickens (id) SELECT i FROM generate_series(1, 20) i;
REFRESH MATERIALIZED VIEW totals;
INSERT INTO events (at, customer_id, extra) SELECT '2024-06-01'::timestamptz + i * interval '1 hour', i % 300 + 1, 'e' || i FROM generate_series(1, 3000) i;
INSERT INTO events (at, kind) SELECT '2025-03-01', 'sad' FROM generate_series(1, 30);
