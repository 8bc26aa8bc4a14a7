-- Why a page goes to this person and no other, where a rota chose them.

alter table page add column because text;
