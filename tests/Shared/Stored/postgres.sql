--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: cluster_register; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.cluster_register (
    one bigint NOT NULL,
    beat bigint NOT NULL,
    members text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT cluster_register_beat_check CHECK ((beat >= 0)),
    CONSTRAINT cluster_register_one_check CHECK ((one = 1))
);


--
-- Name: items; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.items (
    item_id text NOT NULL COLLATE pg_catalog."C",
    title text NOT NULL COLLATE pg_catalog."C",
    campaign text COLLATE pg_catalog."C",
    unit_price bigint NOT NULL,
    currency text NOT NULL COLLATE pg_catalog."C",
    starts_at_ms bigint NOT NULL,
    ends_at_ms bigint NOT NULL,
    per_buyer_limit bigint NOT NULL,
    payment_window_ms bigint NOT NULL,
    ticket_required boolean NOT NULL,
    listed_stock bigint NOT NULL,
    total bigint NOT NULL,
    available bigint NOT NULL,
    held bigint NOT NULL,
    sold bigint NOT NULL,
    is_paused boolean NOT NULL,
    is_closed boolean NOT NULL,
    refunds_due bigint NOT NULL,
    terms_revision bigint DEFAULT 0 NOT NULL,
    CONSTRAINT items_available_check CHECK ((available >= 0)),
    CONSTRAINT items_check CHECK ((total = ((available + held) + sold))),
    CONSTRAINT items_check1 CHECK ((starts_at_ms < ends_at_ms)),
    CONSTRAINT items_currency_check CHECK ((length(currency) = 3)),
    CONSTRAINT items_held_check CHECK ((held >= 0)),
    CONSTRAINT items_listed_stock_check CHECK ((listed_stock >= 0)),
    CONSTRAINT items_payment_window_ms_check CHECK ((payment_window_ms >= 1)),
    CONSTRAINT items_per_buyer_limit_check CHECK ((per_buyer_limit >= 1)),
    CONSTRAINT items_refunds_due_check CHECK ((refunds_due >= 0)),
    CONSTRAINT items_sold_check CHECK ((sold >= 0)),
    CONSTRAINT items_terms_revision_check CHECK ((terms_revision >= 0)),
    CONSTRAINT items_unit_price_check CHECK ((unit_price >= 0))
);


--
-- Name: journal; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.journal (
    ordering bigint NOT NULL,
    created bigint NOT NULL,
    deleted boolean NOT NULL,
    persistence_id text NOT NULL COLLATE pg_catalog."C",
    sequence_number bigint NOT NULL,
    message bytea NOT NULL,
    tags text COLLATE pg_catalog."C",
    manifest text COLLATE pg_catalog."C",
    identifier integer,
    writer_uuid text COLLATE pg_catalog."C"
);


--
-- Name: journal_ordering_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.journal ALTER COLUMN ordering ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.journal_ordering_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: orders; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.orders (
    item_id text NOT NULL COLLATE pg_catalog."C",
    sequence bigint NOT NULL,
    buyer_id text NOT NULL COLLATE pg_catalog."C",
    quantity bigint NOT NULL,
    unit_price bigint NOT NULL,
    currency text NOT NULL COLLATE pg_catalog."C",
    status text NOT NULL COLLATE pg_catalog."C",
    created_at_ms bigint NOT NULL,
    pay_before_ms bigint NOT NULL,
    paid_at_ms bigint,
    closed_at_ms bigint,
    payment_id text COLLATE pg_catalog."C",
    CONSTRAINT orders_check CHECK ((created_at_ms <= pay_before_ms)),
    CONSTRAINT orders_check1 CHECK (((paid_at_ms IS NOT NULL) = (status = 'paid'::text))),
    CONSTRAINT orders_check2 CHECK (((closed_at_ms IS NOT NULL) = (status <> ALL (ARRAY['pending'::text, 'paid'::text])))),
    CONSTRAINT orders_check3 CHECK (((payment_id IS NOT NULL) = (status = ANY (ARRAY['paid'::text, 'refund_due'::text, 'refunded'::text])))),
    CONSTRAINT orders_currency_check CHECK ((length(currency) = 3)),
    CONSTRAINT orders_quantity_check CHECK (((quantity >= 1) AND (quantity <= 100))),
    CONSTRAINT orders_sequence_check CHECK ((sequence >= 1)),
    CONSTRAINT orders_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'paid'::text, 'expired'::text, 'cancelled'::text, 'refund_due'::text, 'refunded'::text]))),
    CONSTRAINT orders_unit_price_check CHECK ((unit_price >= 0))
);


--
-- Name: projection_offset; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.projection_offset (
    item_id text NOT NULL COLLATE pg_catalog."C",
    revision bigint NOT NULL,
    CONSTRAINT projection_offset_revision_check CHECK ((revision >= 0))
);


--
-- Name: sandbox_payments; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sandbox_payments (
    payment_id text NOT NULL COLLATE pg_catalog."C",
    order_id text NOT NULL COLLATE pg_catalog."C",
    amount bigint NOT NULL,
    currency text NOT NULL COLLATE pg_catalog."C",
    status text NOT NULL COLLATE pg_catalog."C",
    created_at_ms bigint NOT NULL,
    expires_at_ms bigint NOT NULL,
    refunded_at_ms bigint,
    event_id text COLLATE pg_catalog."C",
    event_type text COLLATE pg_catalog."C",
    due_at_ms bigint,
    attempts bigint DEFAULT 0 NOT NULL,
    delivered_at_ms bigint,
    paid_at_ms bigint,
    CONSTRAINT sandbox_payments_amount_check CHECK ((amount >= 0)),
    CONSTRAINT sandbox_payments_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT sandbox_payments_check CHECK (((refunded_at_ms IS NOT NULL) = (status = 'refunded'::text))),
    CONSTRAINT sandbox_payments_check1 CHECK (((event_id IS NOT NULL) = (event_type IS NOT NULL))),
    CONSTRAINT sandbox_payments_check2 CHECK (((status <> ALL (ARRAY['succeeded'::text, 'failed'::text])) OR (event_id IS NOT NULL))),
    CONSTRAINT sandbox_payments_check3 CHECK (((event_id IS NULL) OR ((due_at_ms IS NULL) <> (delivered_at_ms IS NULL)))),
    CONSTRAINT sandbox_payments_check4 CHECK (((event_id IS NOT NULL) OR ((due_at_ms IS NULL) AND (delivered_at_ms IS NULL)))),
    CONSTRAINT sandbox_payments_currency_check CHECK ((length(currency) = 3)),
    CONSTRAINT sandbox_payments_event_type_check CHECK ((event_type = ANY (ARRAY['payment.succeeded'::text, 'payment.failed'::text]))),
    CONSTRAINT sandbox_payments_status_check CHECK ((status = ANY (ARRAY['open'::text, 'succeeded'::text, 'failed'::text, 'refunded'::text])))
);


--
-- Name: snapshot; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.snapshot (
    persistence_id text NOT NULL COLLATE pg_catalog."C",
    sequence_number bigint NOT NULL,
    created bigint NOT NULL,
    snapshot bytea,
    manifest text COLLATE pg_catalog."C",
    serializer_id integer
);


--
-- Data for Name: cluster_register; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.cluster_register (one, beat, members) FROM stdin;
1	0	
\.


--
-- Data for Name: items; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.items (item_id, title, campaign, unit_price, currency, starts_at_ms, ends_at_ms, per_buyer_limit, payment_window_ms, ticket_required, listed_stock, total, available, held, sold, is_paused, is_closed, refunds_due, terms_revision) FROM stdin;
demo-open	Phone at a tenth of the price	demo	9900	CNY	1795891117765	1796495917765	1	300000	f	500	500	500	0	0	f	f	0	1
demo-soon	Headphones, a minute later	demo	9900	CNY	1795891177765	1796495977765	1	300000	f	100	100	100	0	0	f	f	0	1
demo-five	Only five of these	demo	9900	CNY	1795891117765	1796495917765	1	300000	f	5	5	5	0	0	f	f	0	1
kept	The kept one of ‘quotes’ and 手机	stored	9900	CNY	1767225600000	7226582400000	1	300000	f	20	25	24	0	1	f	f	0	2
quick	The quick one of ‘quotes’ and 手机	stored	9900	CNY	1767225600000	7226582400000	1	2000	f	20	20	20	0	0	f	f	0	1
\.


--
-- Data for Name: journal; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.journal (ordering, created, deleted, persistence_id, sequence_number, message, tags, manifest, identifier, writer_uuid) FROM stdin;
1	639314879178506350	f	item-demo-open	1	\\x08f2fdce9ba234124a0a480a430a1d50686f6e6520617420612074656e7468206f6620746865207072696365120464656d6f1a0808ac4d1203434e5920c5fdce9ba23428c58581bca434300138e0a71210f403		item.batch.v1	1100	b66c9ca9c45247ca94819742ce9ecd8a
2	639314879180014815	f	item-demo-soon	1	\\x08b1ffce9ba23412460a440a400a1a4865616470686f6e65732c2061206d696e757465206c61746572120464656d6f1a0808ac4d1203434e5920a5d2d29ba23428a5da84bca434300138e0a7121064		item.batch.v1	1100	b66c9ca9c45247ca94819742ce9ecd8a
3	639314879180134648	f	item-demo-five	1	\\x08bdffce9ba234123e0a3c0a380a124f6e6c792066697665206f66207468657365120464656d6f1a0808ac4d1203434e5920c5fdce9ba23428c58581bca434300138e0a7121005		item.batch.v1	1100	b66c9ca9c45247ca94819742ce9ecd8a
4	639314879183262986	f	item-kept	1	\\x08f681cf9ba23412560a540a500a27546865206b657074206f6e65206f6620e2809871756f746573e2809920616e6420e6898be69cba120673746f7265641a0808ac4d1203434e592080d0eab6b7332880f8818fa9d201300138e0a7121014		item.batch.v1	1100	b66c9ca9c45247ca94819742ce9ecd8a
5	639314879183865525	f	item-quick	1	\\x08b282cf9ba23412560a540a500a2854686520717569636b206f6e65206f6620e2809871756f746573e2809920616e6420e6898be69cba120673746f7265641a0808ac4d1203434e592080d0eab6b7332880f8818fa9d201300138d00f1014		item.batch.v1	1100	b66c9ca9c45247ca94819742ce9ecd8a
6	639314879184094024	f	item-kept	2	\\x08c782cf9ba23412191a17080a1205666f756e641a046d6f726522066f6c69766961		item.batch.v1	1100	b66c9ca9c45247ca94819742ce9ecd8a
7	639314879184432279	f	item-kept	3	\\x08df82cf9ba23412223a200a0808ac4d1203434e5910bfaae19ba2341801220b63616e63656c6c65642d31		item.batch.v1	1100	b66c9ca9c45247ca94819742ce9ecd8a
8	639314879184786583	f	item-kept	4	\\x088783cf9ba23412074a050802120102		item.batch.v1	1100	b66c9ca9c45247ca94819742ce9ecd8a
9	639314879185778890	f	item-kept	5	\\x08f183cf9ba23412223a200a0808ac4d1203434e5910d1abe19ba2341802220b63616e63656c6c65642d32		item.batch.v1	1100	b66c9ca9c45247ca94819742ce9ecd8a
10	639314879185895579	f	item-kept	6	\\x08fd83cf9ba23412074a050802120104		item.batch.v1	1100	b66c9ca9c45247ca94819742ce9ecd8a
11	639314879186021686	f	item-kept	7	\\x088a84cf9ba23412223a200a0808ac4d1203434e5910eaabe19ba2341803220b63616e63656c6c65642d33		item.batch.v1	1100	b66c9ca9c45247ca94819742ce9ecd8a
12	639314879186211452	f	item-kept	8	\\x089c84cf9ba23412074a050802120106		item.batch.v1	1100	b66c9ca9c45247ca94819742ce9ecd8a
13	639314879186391986	f	item-kept	9	\\x08af84cf9ba23412223a200a0808ac4d1203434e59108face19ba2341804220b63616e63656c6c65642d34		item.batch.v1	1100	b66c9ca9c45247ca94819742ce9ecd8a
14	639314879186463192	f	item-kept	10	\\x08b684cf9ba23412074a050802120108		item.batch.v1	1100	b66c9ca9c45247ca94819742ce9ecd8a
15	639314879186722373	f	item-kept	11	\\x08d084cf9ba23412223a200a0808ac4d1203434e5910b0ace19ba2341805220b63616e63656c6c65642d35		item.batch.v1	1100	b66c9ca9c45247ca94819742ce9ecd8a
16	639314879186859679	f	item-kept	12	\\x08dd84cf9ba23412074a05080212010a		item.batch.v1	1100	b66c9ca9c45247ca94819742ce9ecd8a
17	639314879187128831	f	item-kept	13	\\x08f884cf9ba23412223a200a0808ac4d1203434e5910d8ace19ba2341806220b63616e63656c6c65642d36		item.batch.v1	1100	b66c9ca9c45247ca94819742ce9ecd8a
18	639314879187292212	f	item-kept	14	\\x088985cf9ba23412074a05080212010c		item.batch.v1	1100	b66c9ca9c45247ca94819742ce9ecd8a
19	639314879188012605	f	item-kept	15	\\x08d185cf9ba23412223a200a0808ac4d1203434e5910b1ade19ba234180722047061696432056669727374		item.batch.v1	1100	b66c9ca9c45247ca94819742ce9ecd8a
20	639314879188631966	f	item-kept	16	\\x08e885cf9ba234120d620b0807120766757274686572		item.batch.v1	1100	b66c9ca9c45247ca94819742ce9ecd8a
21	639314879190737272	f	item-kept	17	\\x08db87cf9ba23412344232080712247061795f33386461306464303833366138646632396231663531646534356630326534331a0808ac4d1203434e59		item.batch.v1	1100	b66c9ca9c45247ca94819742ce9ecd8a
22	639314879191010719	f	item-quick	2	\\x08fc87cf9ba234121e3a1c0a0808ac4d1203434e5910cc97cf9ba2341801220765787069726564		item.batch.v1	1100	b66c9ca9c45247ca94819742ce9ecd8a
23	639314879191088295	f	item-quick	3	\\x088488cf9ba234121f3a1d0a0808ac4d1203434e5910d497cf9ba23418022208726566756e646564		item.batch.v1	1100	b66c9ca9c45247ca94819742ce9ecd8a
24	639314879211981201	f	item-quick	4	\\x08aa98cf9ba23412074a050801120102		item.batch.v1	1100	b66c9ca9c45247ca94819742ce9ecd8a
25	639314879212144364	f	item-quick	5	\\x08be98cf9ba23412074a050801120104		item.batch.v1	1100	b66c9ca9c45247ca94819742ce9ecd8a
26	639314879212763555	f	item-quick	6	\\x08f598cf9ba23412345232080212247061795f39656266653233313737316531333832663733303463633361323665363935331a0808ac4d1203434e59		item.batch.v1	1100	b66c9ca9c45247ca94819742ce9ecd8a
27	639314879213472442	f	item-quick	7	\\x08be99cf9ba234122a5a28080212247061795f3965626665323331373731653133383266373330346363336132366536393533		item.batch.v1	1100	b66c9ca9c45247ca94819742ce9ecd8a
\.


--
-- Data for Name: orders; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.orders (item_id, sequence, buyer_id, quantity, unit_price, currency, status, created_at_ms, pay_before_ms, paid_at_ms, closed_at_ms, payment_id) FROM stdin;
kept	1	cancelled-1	1	9900	CNY	cancelled	1795891118431	1795891418431	\N	1795891118471	\N
kept	2	cancelled-2	1	9900	CNY	cancelled	1795891118577	1795891418577	\N	1795891118589	\N
kept	3	cancelled-3	1	9900	CNY	cancelled	1795891118602	1795891418602	\N	1795891118620	\N
kept	4	cancelled-4	1	9900	CNY	cancelled	1795891118639	1795891418639	\N	1795891118646	\N
kept	5	cancelled-5	1	9900	CNY	cancelled	1795891118672	1795891418672	\N	1795891118685	\N
kept	6	cancelled-6	1	9900	CNY	cancelled	1795891118712	1795891418712	\N	1795891118729	\N
kept	7	paid	1	9900	CNY	paid	1795891118801	1795891418801	1795891119067	\N	pay_38da0dd0836a8df29b1f51de45f02e43
quick	1	expired	1	9900	CNY	expired	1795891119100	1795891121100	\N	1795891121194	\N
quick	2	refunded	1	9900	CNY	refunded	1795891119108	1795891121108	\N	1795891121214	pay_9ebfe231771e1382f7304cc3a26e6953
\.


--
-- Data for Name: projection_offset; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.projection_offset (item_id, revision) FROM stdin;
demo-open	1
demo-soon	1
demo-five	1
kept	17
quick	7
\.


--
-- Data for Name: sandbox_payments; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.sandbox_payments (payment_id, order_id, amount, currency, status, created_at_ms, expires_at_ms, refunded_at_ms, event_id, event_type, due_at_ms, attempts, delivered_at_ms, paid_at_ms) FROM stdin;
pay_38da0dd0836a8df29b1f51de45f02e43	kept-7	9900	CNY	succeeded	1795891118924	1795891418801	\N	evt_ffcf9df3c9d313360fd27fe71221af4f	payment.succeeded	\N	1	1795891119086	1795891118962
pay_9ebfe231771e1382f7304cc3a26e6953	quick-2	9900	CNY	refunded	1795891119118	1795891121108	1795891121324	evt_pay_9ebfe231771e1382f7304cc3a26e6953	payment.failed	\N	0	1795891121200	\N
\.


--
-- Data for Name: snapshot; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.snapshot (persistence_id, sequence_number, created, snapshot, manifest, serializer_id) FROM stdin;
item-kept	10	639314879186525091	\\x0a046b657074100a1a500a27546865206b657074206f6e65206f6620e2809871756f746573e2809920616e6420e6898be69cba120673746f7265641a0808ac4d1203434e592080d0eab6b7332880f8818fa9d201300138e0a7122014281950045a600a0402020202120b63616e63656c6c65642d31120b63616e63656c6c65642d32120b63616e63656c6c65642d33120b63616e63656c6c65642d341a04010101012204242424242a0abe859eb7c468a402324a3206c0cf240000003a045018240e62040202020272170a046d6f7265100a1a05666f756e6422066f6c697669617808	item.state.v1	1100
\.


--
-- Name: journal_ordering_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.journal_ordering_seq', 27, true);


--
-- Name: cluster_register cluster_register_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.cluster_register
    ADD CONSTRAINT cluster_register_pkey PRIMARY KEY (one);


--
-- Name: items items_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.items
    ADD CONSTRAINT items_pkey PRIMARY KEY (item_id);


--
-- Name: journal journal_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.journal
    ADD CONSTRAINT journal_pkey PRIMARY KEY (ordering);


--
-- Name: journal journal_uq; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.journal
    ADD CONSTRAINT journal_uq UNIQUE (persistence_id, sequence_number);


--
-- Name: orders orders_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (item_id, sequence);


--
-- Name: projection_offset projection_offset_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.projection_offset
    ADD CONSTRAINT projection_offset_pkey PRIMARY KEY (item_id);


--
-- Name: sandbox_payments sandbox_payments_event_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sandbox_payments
    ADD CONSTRAINT sandbox_payments_event_id_key UNIQUE (event_id);


--
-- Name: sandbox_payments sandbox_payments_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sandbox_payments
    ADD CONSTRAINT sandbox_payments_pkey PRIMARY KEY (payment_id);


--
-- Name: snapshot snapshot_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.snapshot
    ADD CONSTRAINT snapshot_pkey PRIMARY KEY (persistence_id, sequence_number);


--
-- Name: orders_by_buyer; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX orders_by_buyer ON public.orders USING btree (buyer_id, created_at_ms, item_id, sequence);


--
-- Name: sandbox_payments_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sandbox_payments_due ON public.sandbox_payments USING btree (due_at_ms) WHERE (due_at_ms IS NOT NULL);


--
-- Name: sandbox_payments_one_live_per_order; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX sandbox_payments_one_live_per_order ON public.sandbox_payments USING btree (order_id) WHERE (status = ANY (ARRAY['open'::text, 'succeeded'::text]));


--
-- PostgreSQL database dump complete
--


