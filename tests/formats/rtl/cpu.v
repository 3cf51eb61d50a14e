// A small computer: four registers of a byte, sixteen words of data, and its program comes from outside.
module alu (input [3:0] op, input [7:0] a, input [7:0] b, output reg [7:0] y);
    always @* case (op)
        4'd0: y = a + b;
        4'd1: y = a - b;
        4'd2: y = a & b;
        4'd3: y = a | b;
        4'd4: y = a ^ b;
        4'd5: y = ~b;
        4'd6: y = a << b[2:0];
        4'd7: y = a >> b[2:0];
        4'd8: y = {7'd0, $signed(a) < $signed(b)};
        4'd9: y = {7'd0, a < b};
        4'd10: y = a * b;
        4'd11: y = {a[3:0], a[7:4]};
        default: y = b;
    endcase
endmodule

module cpu (
    input clk, input reset, input run, input [15:0] word,
    output [7:0] address, output [7:0] result, output reg zero, output reg halted
);
    reg [7:0] pc = 0, r0 = 0, r1 = 0, r2 = 1, r3 = 8'hff;
    reg [7:0] data [0:15];
    wire [3:0] op = word[15:12];
    wire [1:0] target = word[11:10], source = word[9:8];
    wire [7:0] literal = word[7:0];
    reg [7:0] left, right;
    wire [7:0] sum;
    integer i;

    initial begin
        zero = 0; halted = 0;
        for (i = 0; i < 16; i = i + 1) data[i] = 8'h3c ^ (i * 17);
    end

    always @* begin
        case (target) 0: left = r0; 1: left = r1; 2: left = r2; default: left = r3; endcase
        case (source) 0: right = r0; 1: right = r1; 2: right = r2; default: right = r3; endcase
        if (literal[7]) right = {1'b0, literal[6:0]};
    end

    alu unit (.op(op), .a(left), .b(right), .y(sum));
    wire [7:0] value = op == 4'd13 ? data[right[3:0]] : sum;
    assign address = pc;
    assign result = value;

    always @(posedge clk)
        if (reset) begin
            pc <= 0; r0 <= 0; r1 <= 0; r2 <= 1; r3 <= 8'hff; zero <= 0; halted <= 0;
        end else if (run && !halted) begin
            pc <= op == 4'd15 && zero ? literal : pc + 8'd1;
            zero <= value == 0;
            if (op == 4'd14) data[left[3:0]] <= right;
            else if (op == 4'd15) halted <= literal == pc;
            else case (target) 0: r0 <= value; 1: r1 <= value; 2: r2 <= value; default: r3 <= value; endcase
        end
endmodule
