using System.Text.Json;

namespace Seckill.Host.Wire;

/// <summary>A JSON value of the right type that a converter refuses; the message is for the client.</summary>
internal sealed class RefusedValueException(string message) : JsonException(message);
