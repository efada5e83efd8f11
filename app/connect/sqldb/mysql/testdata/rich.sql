CREATE SEQUENCE `order numbers` START WITH 1000 INCREMENT BY 5 MINVALUE 10 MAXVALUE 99999 CACHE 20 CYCLE
;;
CREATE SEQUENCE plain NOCACHE
;;
CREATE TABLE every_type (
  id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'counts; "up" AUTO_INCREMENT=5',
  a_bit bit(7), a_tiny tinyint(1) NOT NULL DEFAULT 1, a_small smallint(4) unsigned zerofill, a_medium mediumint, an_int int(11) DEFAULT -5,
  a_decimal decimal(12,4) NOT NULL DEFAULT 1.5000, a_float float, a_float2 float(7,3), a_double double unsigned,
  a_char char(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'it''s \\ x', a_varchar varchar(255) DEFAULT 'a, (b) `c` -- d',
  a_binary binary(16), a_varbinary varbinary(300), a_tinyblob tinyblob, a_blob blob, a_mediumblob mediumblob, a_longblob longblob,
  a_tinytext tinytext, a_text text NOT NULL DEFAULT 'long', a_mediumtext mediumtext CHARACTER SET latin1, a_longtext longtext,
  an_enum enum('red','gr,een','bl''ue','x)y') NOT NULL DEFAULT 'red', a_set set('a','b','c') DEFAULT 'a,b',
  a_date date DEFAULT '2020-01-02', a_time time(3), a_datetime datetime(6) DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6),
  a_timestamp timestamp NULL DEFAULT '2020-06-01 12:00:00', another timestamp NOT NULL DEFAULT current_timestamp(), bare timestamp NOT NULL,
  a_year year, a_json json, an_uuid uuid, an_inet inet6 DEFAULT '::1',
  a_point point NOT NULL, a_geometry geometry, a_polygon polygon, a_hidden int INVISIBLE DEFAULT 3, an_expression varchar(40) DEFAULT (concat('a', uuid())),
  numbered bigint DEFAULT (NEXT VALUE FOR `order numbers`),
  a_virtual int GENERATED ALWAYS AS (an_int * 2) VIRTUAL COMMENT 'twice', a_stored varchar(280) AS (concat(a_varchar, ',', an_enum)) STORED,
  checked int CHECK (checked > 0 AND checked <> 7), compressed text COMPRESSED,
  KEY by_prefix (a_varchar(10), an_int), UNIQUE KEY u_null (a_date), UNIQUE KEY u_not (a_decimal, an_enum), KEY descending (a_small DESC),
  KEY hashed (a_time) USING BTREE COMMENT 'an index', KEY ignored (a_year) IGNORED, FULLTEXT KEY words (a_text, a_tinytext), FULLTEXT KEY word (a_tinytext), SPATIAL KEY place (a_point),
  CONSTRAINT `both checked` CHECK (an_int < 1000 OR a_tiny = 1), CHECK (json_valid(a_longtext) OR a_longtext = 'x')
) ENGINE=InnoDB AUTO_INCREMENT=77 ROW_FORMAT=DYNAMIC COMMENT='every; type, ''quoted'' COMMENT=x' STATS_PERSISTENT=1 PAGE_CHECKSUM=1
;;
CREATE TABLE countries (code char(2) NOT NULL, region varchar(10) NOT NULL, name varchar(80), PRIMARY KEY (code, region)) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
;;
CREATE TABLE addresses (id int PRIMARY KEY, country char(2), region varchar(10), parent int,
  CONSTRAINT in_country FOREIGN KEY (country, region) REFERENCES countries (code, region) ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT below FOREIGN KEY (parent) REFERENCES addresses (id) ON DELETE CASCADE) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
;;
CREATE TABLE chicken (id int PRIMARY KEY, egg int)
;;
CREATE TABLE egg (id int PRIMARY KEY, chicken int, CONSTRAINT from_chicken FOREIGN KEY (chicken) REFERENCES chicken (id))
;;
ALTER TABLE chicken ADD CONSTRAINT from_egg FOREIGN KEY (egg) REFERENCES egg (id)
;;
CREATE TABLE `Größe "x" ``y``` (`Schlüssel Nr.` int PRIMARY KEY, `名前` varchar(20) COMMENT 'naïve — ☃', `select` int, `a.b` int, KEY `Ünïque key` (`名前`), CONSTRAINT `ключ` FOREIGN KEY (`a.b`) REFERENCES chicken (id)) COMMENT='Größe'
;;
CREATE TABLE `we.ird/na~me` (id int PRIMARY KEY, CONSTRAINT `odd.one` FOREIGN KEY (id) REFERENCES chicken (id))
;;
CREATE VIEW `o.dd` AS SELECT id FROM `we.ird/na~me`
;;
CREATE TABLE aria_table (id int, note varchar(10), KEY (id)) ENGINE=Aria TRANSACTIONAL=1
;;
CREATE TABLE in_memory (id int, KEY (id) USING BTREE) ENGINE=MEMORY MAX_ROWS=100
;;
CREATE TABLE old_set (id int) ENGINE=MyISAM DEFAULT CHARSET=latin1
;;
CREATE TABLE by_range (id int NOT NULL, at date NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (year(at)) (PARTITION p0 VALUES LESS THAN (2020), PARTITION p1 VALUES LESS THAN MAXVALUE)
;;
CREATE TABLE by_hash (id int NOT NULL PRIMARY KEY) PARTITION BY HASH (id) PARTITIONS 4
;;
CREATE TABLE versioned (id int PRIMARY KEY, note varchar(10)) WITH SYSTEM VERSIONING
;;
CREATE TABLE period_table (id int, from_day date, to_day date, PERIOD FOR valid (from_day, to_day), UNIQUE (id, valid WITHOUT OVERLAPS))
;;
CREATE TABLE copied (id int PRIMARY KEY) ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8
;;
CREATE FUNCTION twice(x int) RETURNS int DETERMINISTIC COMMENT 'two; times' RETURN x * 2
;;
CREATE FUNCTION `Naïve fn`(`ärger` varchar(20) CHARSET utf8mb4) RETURNS varchar(40) CHARSET latin1 READS SQL DATA SQL SECURITY INVOKER
BEGIN
  DECLARE n int DEFAULT 0; -- it's; a comment
  # another "one;
  SELECT count(*) INTO n FROM chicken WHERE id = twice(3);
  IF n > 1 THEN BEGIN SET n = n + 1; END; ELSE SET n = 'a;b' ; END IF;
  RETURN concat(`ärger`, n);
END
;;
CREATE PROCEDURE work(IN a int, OUT b varchar(10), INOUT c decimal(5,2)) MODIFIES SQL DATA
BEGIN
  DECLARE done int DEFAULT FALSE;
  DECLARE cur CURSOR FOR SELECT id FROM addresses;
  DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = TRUE;
  again: LOOP
    IF a > 5 THEN LEAVE again; END IF;
    SET a = a + 1, b = 'x''y\n"z"';
    CASE a WHEN 3 THEN SET c = 1; ELSE SET c = 2; END CASE;
  END LOOP;
  INSERT INTO egg (id) VALUES (NEXTVAL(plain));
END
;;
SET sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES'
;;
CREATE PROCEDURE other_mode() BEGIN SELECT "id" || 'a\' FROM "chicken"; END
;;
SET sql_mode = DEFAULT
;;
CREATE VIEW low AS SELECT id, twice(egg) AS doubled, 'it''s; from' AS quote FROM chicken WHERE id IN (SELECT id FROM egg) ORDER BY id LIMIT 5
;;
CREATE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW a_checked AS SELECT id, egg FROM chicken WHERE id > 0 WITH LOCAL CHECK OPTION
;;
CREATE SQL SECURITY INVOKER VIEW a_first AS SELECT c.id, l.doubled, (SELECT max(id) FROM egg) AS most FROM chicken c LEFT JOIN low l ON l.id = c.id
;;
CREATE VIEW `Größen` (`Schlüssel`, `b b`) AS WITH t AS (SELECT id FROM egg) SELECT id, `Naïve fn`('ö') FROM t UNION ALL SELECT id, 'x' FROM a_first GROUP BY id HAVING count(*) > 0
;;
CREATE TRIGGER `egg_first` BEFORE INSERT ON `egg` FOR EACH ROW SET NEW.chicken = coalesce(NEW.chicken, 1)
;;
CREATE TRIGGER `egg_third` BEFORE INSERT ON `egg` FOR EACH ROW BEGIN IF NEW.id > 3 THEN SET NEW.id = twice(NEW.id); END IF; END
;;
CREATE TRIGGER `egg_second` BEFORE INSERT ON `egg` FOR EACH ROW PRECEDES egg_third SET NEW.id = NEW.id + 1
;;
CREATE TRIGGER `nach Löschen` AFTER DELETE ON `egg` FOR EACH ROW INSERT INTO old_set VALUES (OLD.id)
;;
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2031-01-01 03:00:00' ON COMPLETION PRESERVE DISABLE COMMENT 'each; night' DO BEGIN CALL work(1, @b, @c); DELETE FROM old_set; END
;;
SET time_zone = '+02:00'
;;
CREATE EVENT once ON SCHEDULE AT '2037-05-05 05:05:05' DO DELETE FROM in_memory
;;
SET time_zone = DEFAULT
