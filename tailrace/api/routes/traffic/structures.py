"""Schemas of the selected projects, which structured answers are checked against."""

from tailrace.api.routes.traffic.definitions import Kept, definition_routes
from tailrace.api.schemas.traffic import SchemaAnswer, SchemaDefinition, SchemasAnswer
from tailrace.control.traffic.schema import SchemaSpec
from tailrace.control.traffic.schemas import SCHEMAS


def _definition(spec: SchemaSpec) -> SchemaDefinition:
    return SchemaDefinition.model_validate(spec)


router = definition_routes(Kept(SCHEMAS, SchemaAnswer, SchemasAnswer, _definition))
